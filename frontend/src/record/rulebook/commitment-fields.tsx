// The fields of a promise: when this happens, then that.
import { SelectField, TextField } from "@/ui/field";
import type { Commitment, MakeCommitment } from "./queries";

type Trigger = Commitment["trigger"];
type Promised = Commitment["promise"];

const TRIGGERS: readonly (readonly [Trigger, string])[] = [
  ["after_loss", "After a loss"],
  ["after_losses", "After losses in a row"],
  ["after_stop", "After I was stopped out"],
  ["after_win", "After a win"],
  ["after_trades", "After so many trades"],
  ["on_tilt", "When I am on tilt"],
];
const PROMISES: readonly (readonly [Promised, string])[] = [
  ["pause", "I pause"],
  ["stop_for_the_day", "I stop for the day"],
  ["reduce_size", "I trade smaller"],
];
const COUNTED = new Set<Trigger>(["after_losses", "after_trades"]);

export interface CommitmentValues {
  trigger: Trigger;
  promise: Promised;
  count: string;
  minutes: string;
  percent: string;
}

export const USUAL_COMMITMENT: CommitmentValues = {
  trigger: "after_losses",
  promise: "pause",
  count: "2",
  minutes: "30",
  percent: "50",
};

export function CommitmentFields({
  values,
  change,
}: {
  values: CommitmentValues;
  change: (values: CommitmentValues) => void;
}) {
  const { trigger, promise } = values;
  const text = (label: string, name: "count" | "minutes" | "percent") => (
    <TextField
      label={label}
      inputMode="numeric"
      value={values[name]}
      onChange={({ target }) => change({ ...values, [name]: target.value })}
    />
  );
  return (
    <>
      <SelectField
        label="When"
        options={TRIGGERS}
        value={trigger}
        onChange={({ target }) => change({ ...values, trigger: chosen(TRIGGERS, target.value) ?? trigger })}
      />
      {COUNTED.has(trigger) && text("How many", "count")}
      <SelectField
        label="Then"
        options={PROMISES}
        value={promise}
        onChange={({ target }) => change({ ...values, promise: chosen(PROMISES, target.value) ?? promise })}
      />
      {promise === "pause" && text("Minutes", "minutes")}
      {promise === "reduce_size" && text("To this percent of the usual size", "percent")}
    </>
  );
}

function chosen<Value extends string>(
  options: readonly (readonly [Value, string])[],
  value: string,
): Value | undefined {
  return options.find(([name]) => name === value)?.[0];
}

/** Only what belongs to the trigger and the promise is sent. */
export function bodyOf(values: CommitmentValues): MakeCommitment {
  const { trigger, promise } = values;
  return {
    trigger,
    promise,
    count: COUNTED.has(trigger) ? Number(values.count) : null,
    minutes: promise === "pause" ? Number(values.minutes) : null,
    percent: promise === "reduce_size" ? Number(values.percent) : null,
  };
}
