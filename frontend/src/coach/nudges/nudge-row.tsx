// One nudge: what was said or kept back, what it should change, and what came of it.
import { useState } from "react";
import { Key } from "@/ui/button";
import { PrivateWords } from "@/ui/figures";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";
import type { Feedback, Nudge } from "./queries";
import { FEEDBACKS, kindWords, outcomeWords } from "./words";

export function NudgeRow({
  nudge,
  isBusy,
  giveFeedback,
}: {
  nudge: Nudge;
  isBusy: boolean;
  giveFeedback: (feedback: Feedback) => void;
}) {
  const [isOpen, open] = useState(false);
  const isSent = nudge.arm === "sent";
  return (
    <li data-row={nudge.id} className="border-t border-line first:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
        className="grid min-h-11 w-full grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-0.5 rounded-md px-1 py-2 text-left hover:bg-raised"
      >
        <Icon name={isOpen ? "down" : "right"} className="size-3.5 self-center text-muted" />
        <span className="flex flex-wrap items-baseline gap-x-3">
          <span className={`flex-1 font-medium ${isSent ? "" : "text-muted"}`}>
            <PrivateWords>{nudge.title}</PrivateWords>
          </span>
          <time dateTime={nudge.decided_at} className="figures text-sm text-muted">
            {moment(nudge.decided_at)}
          </time>
        </span>
        <span className="col-start-2 flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-muted">
          <ArmMark isSent={isSent} />
          <span>{kindWords(nudge.kind)}</span>
          <span>{outcomeWords(nudge)}</span>
          {nudge.feedback && (
            <span className="text-secondary">
              You: {FEEDBACKS.find(([name]) => name === nudge.feedback)?.[1].toLowerCase()}
            </span>
          )}
        </span>
      </button>
      {isOpen && (
        <div className="grid gap-3 pt-3 pb-4 pl-2 sm:pl-7">
          <p className="whitespace-pre-line">
            <PrivateWords>{nudge.body}</PrivateWords>
          </p>
          {isSent ? (
            <FeedbackButtons given={nudge.feedback} isBusy={isBusy} give={giveFeedback} />
          ) : (
            <p className="text-sm text-muted">
              The coin kept it back, so that it shows whether saying it helps. You see it now that its outcome
              is known.
            </p>
          )}
          <Measured nudge={nudge} />
        </div>
      )}
    </li>
  );
}

const KEYS: Partial<Record<Feedback, string>> = { helpful: "y", not_helpful: "n" };

function ArmMark({ isSent }: { isSent: boolean }) {
  return (
    <span className="inline-flex items-center gap-1 text-secondary">
      <span aria-hidden="true">{isSent ? "\u25cf" : "\u25cb"}</span>
      {isSent ? "Said" : "Kept back"}
    </span>
  );
}

function FeedbackButtons({
  given,
  isBusy,
  give,
}: {
  given: Feedback | null;
  isBusy: boolean;
  give: (feedback: Feedback) => void;
}) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="float-left mr-2 text-sm text-secondary">Did it help?</legend>
      {FEEDBACKS.map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={given === name}
          disabled={isBusy}
          onClick={() => give(name)}
          className="inline-flex min-h-8 items-center gap-2 rounded-md border border-line bg-raised px-3 font-medium hover:border-muted disabled:opacity-60 aria-pressed:border-primary aria-pressed:bg-mark pointer-coarse:min-h-11"
        >
          {given === name && <span aria-hidden="true">{"\u2713"}</span>}
          {words}
          {KEYS[name] && <Key>{KEYS[name]}</Key>}
        </button>
      ))}
    </fieldset>
  );
}

function Measured({ nudge }: { nudge: Nudge }) {
  return (
    <dl className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-[9rem_1fr]">
      <dt className="text-muted">What it should change</dt>
      <dd className="text-secondary">{nudge.hypothesis}</dd>
      <dt className="text-muted">Measured</dt>
      <dd className="text-secondary">
        {moment(nudge.window_starts)} to {moment(nudge.window_ends)}. {outcomeWords(nudge)}
      </dd>
      {nudge.draw !== null && (
        <>
          <dt className="text-muted">The coin</dt>
          <dd className="text-secondary">
            Drew {nudge.draw.toFixed(3)}: below 0.5 keeps back.{" "}
            {nudge.seed ? `Seed ${nudge.seed}.` : "Its seed is shown once it is out of use."}
          </dd>
        </>
      )}
    </dl>
  );
}
