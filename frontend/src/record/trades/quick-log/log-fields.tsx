// The fields that the line fills; Tab goes through them to correct what was read.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { accounts, strategies, usedWords } from "@/record/filters/choices";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { money, number } from "@/ui/format";
import { useLook } from "@/ui/look";
import { InstrumentField, meaningOf } from "./instrument-field";
import { type LogValues, previewOf } from "./log-form";
import type { LogForm } from "./use-log-form";

const ASK_AFTER_MILLISECONDS = 250;
const DETAILS = ["exit_time", "fees", "emotional_state", "pattern_tags", "notes"] as const;

export function LogFields({ log }: { log: LogForm }) {
  const { form, field, set, zone } = log;
  const values = form.watch();
  const { errors } = form.formState;
  const symbol = useSettled(useDeferredValue(values.instrument.trim()));
  const price = { inputMode: "decimal", autoComplete: "off", className: "figures font-mono" } as const;
  const error = (name: keyof LogValues) => errors[name]?.message;
  const hasExit = values.exit_price !== "";
  return (
    <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
      <div className="col-span-2">
        <InstrumentField
          symbol={symbol}
          choose={(chosen) => set("instrument", chosen)}
          error={error("instrument")}
          {...field("instrument")}
        />
      </div>
      <SelectField label="Side" options={SIDES} error={error("direction")} {...field("direction")} />
      <TextField label="Size" {...price} error={error("position_size")} {...field("position_size")} />
      <TextField label="Entry" {...price} error={error("entry_price")} {...field("entry_price")} />
      <TextField label="Stop" {...price} error={error("stop_price")} {...field("stop_price")} />
      <TextField label="Target" {...price} error={error("target_price")} {...field("target_price")} />
      <TextField
        label="Exit"
        {...price}
        hint={hasExit ? undefined : "Empty: still open"}
        error={error("exit_price")}
        {...field("exit_price")}
      />
      <div className="col-span-2">
        <TextField
          label="Entered"
          type="datetime-local"
          hint={`${zone}. Empty: now`}
          error={error("entry_time")}
          {...field("entry_time")}
        />
      </div>
      {hasExit && (
        <div className="col-span-2">
          <TextField
            label="Exited"
            type="datetime-local"
            hint={`${zone}. Empty: now`}
            error={error("exit_time")}
            {...field("exit_time")}
          />
        </div>
      )}
      <div className="col-span-2">
        <SetupField log={log} />
      </div>
      <Preview values={values} symbol={symbol} />
      <Details log={log} isOpen={DETAILS.some((name) => values[name] !== "" && name !== "exit_time")} />
    </div>
  );
}

const SIDES = [
  ["", "Choose"],
  ["long", "Long"],
  ["short", "Short"],
] as const;

function SetupField({ log: { field, form } }: { log: LogForm }) {
  const { data: words = [] } = useQuery(usedWords("setup"));
  return (
    <>
      <TextField
        label="Setup"
        autoComplete="off"
        list="setups-in-use"
        error={form.formState.errors.setup?.message}
        {...field("setup")}
      />
      <datalist id="setups-in-use">
        {words.map((word) => (
          <option key={word} value={word} />
        ))}
      </datalist>
    </>
  );
}

function Details({ log, isOpen }: { log: LogForm; isOpen: boolean }) {
  const { field, form } = log;
  const { data: known = [] } = useQuery(accounts());
  const { data: playbooks = [] } = useQuery(strategies());
  const { errors } = form.formState;
  const hasError = [...DETAILS, "account_id", "strategy_id", "trade_type"].some((name) => name in errors);
  const choices = known.filter(({ archived }) => !archived);
  return (
    <details className="col-span-full" open={isOpen || hasError || undefined}>
      <summary className="w-fit rounded py-1 text-sm text-secondary pointer-coarse:py-3">
        Account, strategy, feeling, tags, fees, note
      </summary>
      <div className="mt-3 grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
        <SelectField
          label="Account"
          options={choices.map(({ id, name, is_default }) => [is_default ? "" : id, name])}
          error={errors.account_id?.message}
          {...field("account_id")}
        />
        <SelectField
          label="Strategy"
          options={[["", "None"], ...playbooks.map(({ id, name }) => [id, name] as const)]}
          error={errors.strategy_id?.message}
          {...field("strategy_id")}
        />
        <SelectField
          label="Kind"
          options={[
            ["real", "Real"],
            ["training", "Training"],
          ]}
          error={errors.trade_type?.message}
          {...field("trade_type")}
        />
        <TextField
          label="Fees"
          inputMode="decimal"
          hint="Empty: as the account charges"
          error={errors.fees?.message}
          {...field("fees")}
        />
        <TextField label="Feeling" error={errors.emotional_state?.message} {...field("emotional_state")} />
        <TextField
          label="Tags"
          hint="With commas"
          error={errors.pattern_tags?.message}
          {...field("pattern_tags")}
        />
        <div className="col-span-2">
          <TextArea label="Note" rows={2} error={errors.notes?.message} {...field("notes")} />
        </div>
      </div>
    </details>
  );
}

function Preview({ values, symbol }: { values: LogValues; symbol: string }) {
  const { data } = useQuery(meaningOf(symbol));
  const hidesMoney = useLook((look) => look.hidesMoney);
  const instrument = symbol === "" ? undefined : data?.instrument;
  const { risk, ratio, problem } = previewOf(values, instrument?.multiplier);
  if (problem) return <p className="col-span-2 self-center text-sm text-fire">{problem}</p>;
  if (risk === null && ratio === null) return null;
  return (
    <dl className="col-span-2 flex items-end gap-6 self-center text-sm">
      {risk !== null && !hidesMoney && (
        <div>
          <dt className="text-xs text-muted">At risk</dt>
          <dd className="figures font-medium">{money(risk, { currency: instrument?.currency })}</dd>
        </div>
      )}
      {ratio !== null && (
        <div>
          <dt className="text-xs text-muted">Target</dt>
          <dd className="figures font-medium">{number(ratio, { minimumFractionDigits: 2 })}R</dd>
        </div>
      )}
    </dl>
  );
}

/** A value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ASK_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
