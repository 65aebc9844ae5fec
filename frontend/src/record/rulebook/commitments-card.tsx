// What the trader promised themselves: when this happens, then that; and how it was kept.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { moment, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import {
  type Commitment,
  commitments,
  endCommitment,
  type MakeCommitment,
  makeCommitment,
  rulebookChanged,
} from "./queries";

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

export function CommitmentsCard() {
  const query = useQuery(commitments());
  const [isAdding, add] = useState(false);
  return (
    <Card title="Promises" actions={!isAdding && <Button onClick={() => add(true)}>Make a promise</Button>}>
      <Loading query={query} rows={2}>
        {({ items }) =>
          items.length === 0 && !isAdding ? (
            <p className="text-muted">
              &ldquo;After two losses in a row I pause for 30 minutes.&rdquo; A promise is watched, and you
              see how often you kept it.
            </p>
          ) : (
            <ul className="grid gap-3">
              {items.map((commitment) => (
                <CommitmentRow key={commitment.id} commitment={commitment} />
              ))}
            </ul>
          )
        }
      </Loading>
      {isAdding && <AddCommitment close={() => add(false)} />}
    </Card>
  );
}

function CommitmentRow({ commitment }: { commitment: Commitment }) {
  const queries = useQueryClient();
  const { keeping } = commitment;
  const end = async () => {
    await endCommitment(commitment.id).catch((error) => say(wordsOf(error), { isError: true }));
    await rulebookChanged(queries);
  };
  return (
    <li className="flex flex-wrap items-center gap-3 border-t border-line pt-3 first:border-0 first:pt-0">
      <div className="flex-1">
        <p>{commitment.statement}</p>
        <p className="text-sm text-muted">
          {keeping.occasions === 0
            ? "It has not come to it yet."
            : `Kept ${number(keeping.kept)} of ${number(keeping.kept + keeping.broken)} times.`}{" "}
          Since {moment(commitment.created_at)}
          {commitment.ends_at && `, until ${moment(commitment.ends_at)}`}.
        </p>
      </div>
      <ConfirmButton question="End this promise?" yes="End it" work={end}>
        End
      </ConfirmButton>
    </li>
  );
}

function AddCommitment({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const [values, setValues] = useState({
    trigger: "after_losses" as Trigger,
    promise: "pause" as Promised,
    count: "2",
    minutes: "30",
    percent: "50",
  });
  const make = useMutation({
    mutationFn: () => makeCommitment(bodyOf(values)),
    onSuccess: async () => {
      await rulebookChanged(queries);
      close();
    },
  });
  const change = (changed: Partial<typeof values>) => setValues({ ...values, ...changed });
  return (
    <form
      aria-label="Make a promise"
      className="grid gap-3 border-t border-line pt-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <SelectField
        label="When"
        options={TRIGGERS}
        value={values.trigger}
        onChange={({ target }) => change({ trigger: TRIGGERS.find(([name]) => name === target.value)?.[0] })}
      />
      {COUNTED.has(values.trigger) && (
        <TextField
          label="How many"
          inputMode="numeric"
          value={values.count}
          onChange={({ target }) => change({ count: target.value })}
        />
      )}
      <SelectField
        label="Then"
        options={PROMISES}
        value={values.promise}
        onChange={({ target }) => change({ promise: PROMISES.find(([name]) => name === target.value)?.[0] })}
      />
      {values.promise === "pause" && (
        <TextField
          label="Minutes"
          inputMode="numeric"
          value={values.minutes}
          onChange={({ target }) => change({ minutes: target.value })}
        />
      )}
      {values.promise === "reduce_size" && (
        <TextField
          label="To this percent of the usual size"
          inputMode="numeric"
          value={values.percent}
          onChange={({ target }) => change({ percent: target.value })}
        />
      )}
      {make.error && (
        <p role="alert" className="text-loss sm:col-span-2">
          {wordsOf(make.error)}
        </p>
      )}
      <div className="flex gap-2 sm:col-span-2">
        <Button kind="primary" type="submit" isBusy={make.isPending}>
          I promise
        </Button>
        <Button onClick={close}>Leave it</Button>
      </div>
    </form>
  );
}

/** Only what belongs to the trigger and the promise is sent. */
export function bodyOf(values: {
  trigger: Trigger;
  promise: Promised;
  count: string;
  minutes: string;
  percent: string;
}): MakeCommitment {
  const { trigger, promise } = values;
  return {
    trigger,
    promise,
    count: COUNTED.has(trigger) ? Number(values.count) : null,
    minutes: promise === "pause" ? Number(values.minutes) : null,
    percent: promise === "reduce_size" ? Number(values.percent) : null,
  };
}
