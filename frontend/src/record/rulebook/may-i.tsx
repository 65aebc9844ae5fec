// "May I?": one line of a trade, and what the trader's own rules say of it.
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { wordsOf } from "@/api/problem";
import { readLine } from "@/record/trades/quick-log/log-line";
import { openLayer } from "@/shell/layer";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Money } from "@/ui/figures";
import { moment, named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { type Check, type CheckTrade, checkTrade } from "./queries";

const DECISIONS = {
  allow: { words: "Your rules allow it", icon: "check", colour: "text-profit" },
  warn: { words: "Your rules say: look again", icon: "clock", colour: "text-caution" },
  block: { words: "Your rules block it", icon: "lock", colour: "text-loss" },
} as const;

export default function MayI({ close }: { isOpen?: boolean; close: () => void }) {
  const [line, setLine] = useState("");
  const [missing, setMissing] = useState<string | undefined>();
  const ask = useMutation({ mutationFn: checkTrade });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = questionOf(line);
    setMissing(typeof asked === "string" ? asked : undefined);
    if (typeof asked !== "string") ask.mutate(asked);
  };
  return (
    <Dialog title="May I?" description="A line as you would say it; nothing is logged." isOpen close={close}>
      <form onSubmit={submit} className="grid gap-3">
        <TextField
          label="The trade"
          placeholder="short ES 3, stop 4510"
          autoFocus
          value={line}
          error={missing ?? (ask.error ? wordsOf(ask.error) : undefined)}
          onChange={({ target }) => setLine(target.value)}
        />
        <Button kind="primary" type="submit" isBusy={ask.isPending}>
          Ask
        </Button>
      </form>
      {ask.data && <Decision check={ask.data} log={() => openLayer("log", line)} />}
    </Dialog>
  );
}

const UNCHECKED = { words: "No limit on its risk is set", icon: "clock", colour: "text-caution" } as const;

function Decision({ check, log }: { check: Check; log: () => void }) {
  const isUnchecked = check.decision === "allow" && check.unchecked != null;
  const look = isUnchecked ? UNCHECKED : DECISIONS[check.decision];
  return (
    <section aria-live="polite" className="grid gap-2">
      <p className={`flex items-center gap-2 text-xl font-semibold ${look.colour}`}>
        <Icon name={look.icon} className="size-5" />
        {look.words}
      </p>
      <ul className="grid list-disc gap-1 pl-5">
        {check.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {check.unchecked && <p>{check.unchecked}</p>}
      {check.risk_amount && (
        <p className="text-secondary">
          At risk: <Money value={check.risk_amount} />
        </p>
      )}
      {check.plan && <p className="text-secondary">Your plan &ldquo;{check.plan.title}&rdquo; is alive.</p>}
      {check.overridden_until && (
        <p className="text-caution">You chose to go on until {moment(check.overridden_until)}.</p>
      )}
      <details>
        <summary className="text-sm text-muted">Every rule</summary>
        <ul className="grid gap-1 py-2 text-sm">
          {check.rules.map((rule) => (
            <li key={rule.rule}>
              <span className="font-medium">{named(rule.rule)}</span>: {named(rule.state).toLowerCase()}.{" "}
              {rule.reason}
            </li>
          ))}
        </ul>
      </details>
      {check.decision !== "block" && <Button onClick={log}>Log it</Button>}
    </section>
  );
}

/** What is asked of the rulebook, or in words what the line lacks. */
export function questionOf(line: string): CheckTrade | string {
  const { direction, instrument, position_size, entry_price, stop_price, target_price } = readLine(line);
  if (!instrument) return "Which market? As in: short ES 3, stop 4510.";
  if (!direction) return "Long or short?";
  return { direction, instrument, position_size, entry_price, stop_price, target_price };
}
