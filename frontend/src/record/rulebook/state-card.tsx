// How the session stands: what holds, until when, what is left of the limits, and the way past a lock with a typed reason.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { Result, RResult } from "@/ui/figures";
import { moment, named, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { askOverride, rulebookChanged, rulebookState, type State } from "./queries";

const TITLES = { normal: "Clear", caution: "Caution", locked: "Locked" };
const COLOURS = { normal: "text-profit", caution: "text-caution", locked: "text-loss" };
const MINUTES: readonly (readonly [string, string])[] = [
  ["15", "15 minutes"],
  ["30", "30 minutes"],
  ["60", "An hour"],
];

export function StateCard() {
  const query = useQuery(rulebookState());
  const [isAsking, ask] = useState(false);
  return (
    <Loading query={query} rows={2}>
      {(state) => (
        <Card
          title="The session"
          actions={
            state.state === "locked" &&
            !state.override && <Button onClick={() => ask(true)}>Go on all the same</Button>
          }
        >
          <p>
            <span className={`text-xl font-semibold ${COLOURS[state.state]}`}>{TITLES[state.state]}</span>{" "}
            <span className="text-secondary">
              {state.reason ?? "No rule holds you back."}
              {state.until && ` Until ${moment(state.until)}.`}
            </span>
          </p>
          <Holds state={state} />
          <dl className="flex flex-wrap gap-x-8 gap-y-2">
            <Figure name="Trades entered">{number(state.trades_entered)}</Figure>
            <Figure name="Result of the day">
              <Result value={state.net_result} />
            </Figure>
            <Figure name="In R">
              <RResult value={state.r} />
            </Figure>
          </dl>
          {state.override && (
            <p className="text-caution">
              You chose to go on until {moment(state.override.until)}: &ldquo;{state.override.reason}&rdquo;
            </p>
          )}
          {isAsking && <OverrideDialog close={() => ask(false)} />}
        </Card>
      )}
    </Loading>
  );
}

function Holds({ state }: { state: State }) {
  if (state.holds.length === 0) return null;
  return (
    <ul className="grid gap-1">
      {state.holds.map((hold) => (
        <li key={hold.rule + hold.since}>
          <span className="font-medium">{named(hold.rule)}:</span> {hold.reason}{" "}
          <span className="text-muted">
            since {moment(hold.since)}, until {moment(hold.until)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="figures text-lg">{children}</dd>
    </div>
  );
}

function OverrideDialog({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("30");
  const ask = useMutation({
    mutationFn: () => askOverride({ reason, minutes: Number(minutes) }),
    onSuccess: async () => {
      await rulebookChanged(queries);
      say("Written down. Your rules hold again by themselves.");
      close();
    },
  });
  return (
    <Dialog
      title="Go on against your own rules?"
      description="You wrote them for this moment. If you go on, it is written down with your reason, and the trades are told apart from the others."
      isOpen
      close={close}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextArea
          label="Why, in your own words"
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          error={ask.error ? wordsOf(ask.error) : undefined}
        />
        <SelectField
          label="For"
          options={MINUTES}
          value={minutes}
          onChange={({ target }) => setMinutes(target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Leave it</Button>
          <Button kind="danger" type="submit" isBusy={ask.isPending}>
            Go on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
