// The criteria, ticked one by one; and how the trade ended, where no figure says it.
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import type { Plan } from "../queries";
import { markName } from "./mark-names";
import { useMarks } from "./marks";

export function CriteriaCard({ plan }: { plan: Plan }) {
  const { marks, mark, isBusy } = useMarks(plan);
  const row = (subject: "criterion" | "exit" | "invalidation", place = 1) => ({
    said: marks[markName({ subject, place })],
    say: (met: boolean) => mark({ subject, place, met }),
    isBusy,
  });
  const isDone = plan.trade_id !== null;
  return (
    <Card title="I enter when">
      <ol className="grid">
        {plan.entry_criteria.map((criterion, place) => (
          <MarkRow
            key={criterion}
            words={criterion}
            number={place + 1}
            yes="Met"
            no="Not met"
            {...row("criterion", place + 1)}
          />
        ))}
        {isDone && (
          <MarkRow
            words={plan.exit_rule ? `I left by the rule: ${plan.exit_rule}` : "I left as planned"}
            yes="So it was"
            no="Not so"
            {...row("exit")}
          />
        )}
        {isDone && plan.invalidation_criteria && (
          <MarkRow
            words={`I respected: ${plan.invalidation_criteria}`}
            yes="Respected"
            no="Not"
            {...row("invalidation")}
          />
        )}
      </ol>
      <p className="text-xs text-muted">
        Say it before the exit: what is said after it is hindsight and does not count. The last word counts,
        all of them stay.
      </p>
    </Card>
  );
}

function MarkRow({
  words,
  number,
  yes,
  no,
  said,
  say,
  isBusy,
}: {
  words: string;
  number?: number;
  yes: string;
  no: string;
  said: boolean | undefined;
  say: (met: boolean) => void;
  isBusy: boolean;
}) {
  return (
    <li className="flex flex-wrap items-center gap-2 border-b border-line/60 py-1.5 last:border-0">
      <span className="flex min-w-0 flex-1 basis-60 gap-2">
        {number && <span className="figures text-muted">{number}</span>}
        <span>{words}</span>
      </span>
      <span className="flex gap-1">
        <Answer
          words={yes}
          of={words}
          icon="check"
          colour="text-profit"
          isSaid={said === true}
          {...{ isBusy }}
          choose={() => say(true)}
        />
        <Answer
          words={no}
          of={words}
          icon="close"
          colour="text-loss"
          isSaid={said === false}
          {...{ isBusy }}
          choose={() => say(false)}
        />
      </span>
    </li>
  );
}

function Answer({
  words,
  of,
  icon,
  colour,
  isSaid,
  isBusy,
  choose,
}: {
  words: string;
  of: string;
  icon: "check" | "close";
  colour: string;
  isSaid: boolean;
  isBusy: boolean;
  choose: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isSaid}
      aria-label={`${words}: ${of}`}
      disabled={isBusy}
      onClick={choose}
      className={`inline-flex min-h-7 items-center gap-1 rounded border px-2 text-xs pointer-coarse:min-h-11 ${isSaid ? `${colour} border-current font-medium` : "border-line text-muted hover:text-text"}`}
    >
      <Icon name={icon} className="size-3.5" />
      {words}
    </button>
  );
}
