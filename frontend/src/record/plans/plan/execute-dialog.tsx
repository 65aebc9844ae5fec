// The fill of a plan: what the rulebook says of it first, then what was filled. What is not changed is as planned.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { newId } from "@/api/client";
import { instantOf } from "@/record/trades/local-time";
import { tradesChanged } from "@/record/trades/queries";
import { useUser } from "@/shell/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { executePlan } from "../changes";
import { draftOf, type Plan, plansChanged } from "../queries";
import { EMPTY_FILL, type FillValues, fillOf, fillRequest } from "./fill-fields";
import { RulesAnswer } from "./rules-answer";

export function ExecuteDialog({ plan, close }: { plan: Plan; close: () => void }) {
  const query = useQuery(draftOf(plan.id));
  return (
    <Dialog
      title={`Execute: ${plan.title}`}
      description="Say how it was filled. It becomes a trade that is held against the plan."
      isOpen
      close={close}
      wide
    >
      <Loading query={query} rows={4}>
        {({ trade, missing }) => (
          <FillForm plan={plan} begin={fillOf(trade, plan)} missing={missing} close={close} />
        )}
      </Loading>
    </Dialog>
  );
}

const PRICE = { inputMode: "decimal", autoComplete: "off", className: "figures font-mono" } as const;

function FillForm({
  plan,
  begin,
  missing,
  close,
}: {
  plan: Plan;
  begin: FillValues;
  missing: readonly string[];
  close: () => void;
}) {
  const { timezone: zone } = useUser();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const key = useRef({ text: "", key: "" });
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, formState, watch } = useForm<FillValues>({
    defaultValues: begin,
  });
  const { errors, isSubmitting } = formState;
  const field = (name: keyof FillValues) => ({ ...register(name), error: errors[name]?.message });
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    const text = JSON.stringify(values);
    if (key.current.text !== text) key.current = { text, key: newId() };
    try {
      const request = fillRequest(values, (local) => instantOf(local, zone)?.toISOString() ?? local);
      const { trade } = await executePlan(plan.id, request, key.current.key);
      await Promise.all([plansChanged(queries), tradesChanged(queries)]);
      close();
      say("Executed. This is the trade.");
      void navigate({ to: "/trades/$tradeId", params: { tradeId: trade.id }, search: {} });
    } catch (error) {
      setProblem(showRefusal(error, setError, Object.keys(EMPTY_FILL)));
    }
  });
  const isMissing = (name: string) => missing.includes(name);
  return (
    <form onSubmit={submit} noValidate aria-label="Fill" className="grid gap-4">
      <RulesAnswer plan={plan} values={watch()} />
      <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
        <TextField
          label="Filled at"
          autoFocus
          {...PRICE}
          hint={isMissing("entry_price") ? "The plan names no single price" : undefined}
          {...field("entry_price")}
        />
        <TextField label="Size" {...PRICE} {...field("position_size")} />
        <TextField label="Stop" {...PRICE} {...field("stop_price")} />
        <TextField label="Target" {...PRICE} {...field("target_price")} />
        <div className="col-span-2">
          <TextField
            label="When"
            type="datetime-local"
            step={1}
            hint={`${zone}. Empty: now`}
            {...field("entry_time")}
          />
        </div>
        <TextField label="Fees" {...PRICE} hint="Empty: as the account charges" {...field("fees")} />
        <TextField label="Feeling" {...field("emotional_state")} />
        <div className="col-span-2 sm:col-span-4">
          <TextArea label="Note" rows={2} {...field("notes")} />
        </div>
      </div>
      {problem && (
        <p role="alert" className="text-loss">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Leave it</Button>
        <Button kind="primary" type="submit" isBusy={isSubmitting}>
          It is filled
        </Button>
      </div>
    </form>
  );
}
