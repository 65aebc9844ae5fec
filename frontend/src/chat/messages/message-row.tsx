// One row of a conversation. It is drawn again only when what it shows has changed.
import { type KeyboardEvent, memo, useEffect, useState } from "react";
import { type Gap, isUnfinished } from "@/live/conversation-log";
import { isTyping } from "@/shell/keys";
import { day as dayWords } from "@/ui/format";
import { useLook } from "@/ui/look";
import { type MessageActs, useActs } from "./acts";
import { Answer } from "./answer-row";
import { Question } from "./question-row";
import { isSameRow, type Row } from "./rows";
import { UnsentMessage } from "./unsent-row";

const IN_SIGHT_MILLISECONDS = 150; // a gap that is only passed, or pushed out of sight, is not asked for

interface RowProps {
  row: Row;
  isFound: boolean;
  isConnected: boolean;
  fill: (gap: Gap) => Promise<void>;
}

export const MessageRow = memo(
  function MessageRow({ row, isFound, isConnected, fill }: RowProps) {
    const acts = useActs();
    if (row.kind === "gap") return <GapRow row={row} fill={fill} />;
    const message = row.kind === "unsent" ? null : row.message;
    return (
      <>
        {row.kind !== "unsent" && row.day && <DayMark day={row.day} />}
        <article
          data-row={row.key}
          data-status={message?.status ?? "waiting"}
          data-kind={row.kind}
          data-found={isFound || undefined}
          aria-label={labelOf(row)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an answer takes keys of its own: again, branches
          tabIndex={0}
          onKeyDown={(event) => onKey(event, row, acts)}
          className={`rounded-md px-1 py-2 outline-offset-4 ${isFound ? "bg-mark ring-2 ring-primary" : ""}`}
        >
          {row.kind === "question" && (
            <Question message={row.message} branch={row.branch} isLast={row.isLast} />
          )}
          {row.kind === "answer" && <Answer message={row.message} branch={row.branch} isLast={row.isLast} />}
          {row.kind === "unsent" && <UnsentMessage item={row.item} isConnected={isConnected} />}
        </article>
      </>
    );
  },
  (before, after) =>
    isSameRow(before.row, after.row) &&
    before.isFound === after.isFound &&
    before.fill === after.fill &&
    (before.isConnected === after.isConnected || after.row.kind !== "unsent"),
);

function labelOf(row: Row): string {
  if (row.kind === "answer") return "The coach's answer";
  return row.kind === "unsent" ? "Your message, not sent yet" : "Your message";
}

const STEPS: Record<string, -1 | 1> = { ArrowLeft: -1, ArrowRight: 1 };

/** On a focused row: the arrows go to the branches beside it, letters do what its buttons do. */
function onKey(event: KeyboardEvent<HTMLElement>, row: Row, acts: MessageActs): void {
  if (row.kind !== "question" && row.kind !== "answer") return;
  if (isTyping(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.key];
  if (step !== undefined) stepBeside(event.currentTarget, step);
  else if (row.kind !== "answer" || !useLook.getState().hasSingleKeys) return;
  else if (event.key === "r") acts.again(row.message);
  else if (isUnfinished(row.message)) return;
  else if (event.key === "y") acts.judge(row.message, "helpful");
  else if (event.key === "w") acts.judge(row.message, "wrong");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The switch of the row knows what stands beside it, also where it is not in this window yet. */
function stepBeside(row: HTMLElement, step: -1 | 1): void {
  row.querySelector<HTMLButtonElement>(`button[data-step="${step}"]`)?.click();
}

function DayMark({ day }: { day: string }) {
  return (
    <p className="flex items-center gap-3 pt-2 pb-1 text-xs text-muted">
      <span aria-hidden="true" className="h-px flex-1 bg-line" />
      {dayWords(day)}
      <span aria-hidden="true" className="h-px flex-1 bg-line" />
    </p>
  );
}

/** Messages that are on the server only: asked for as soon as their place comes to sight. */
function GapRow({ row, fill }: { row: Extract<Row, { kind: "gap" }>; fill: (gap: Gap) => Promise<void> }) {
  const [hasFailed, fail] = useState(false);
  const { after, before } = row.gap;
  const ask = () => {
    fail(false);
    fill(row.gap).catch(() => fail(true));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another gap is another question
  useEffect(() => {
    const timer = setTimeout(ask, IN_SIGHT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [after, before]);
  const count = before - after - 1;
  return (
    <p role="status" className="py-3 text-center text-sm text-muted">
      {hasFailed ? (
        <button type="button" onClick={ask} className="min-h-8 text-primary underline">
          {count} messages could not be read. Try again
        </button>
      ) : (
        `Reading ${after === 0 ? "older messages" : `${count} messages in between`}`
      )}
    </p>
  );
}
