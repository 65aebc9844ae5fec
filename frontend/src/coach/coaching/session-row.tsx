// One session in a line: about what, when, how it was, and what was agreed; more behind a press.
import { useState } from "react";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";
import type { CoachingSession } from "./queries";
import { SessionView } from "./session-view";
import { phaseWords, ratingWords, typeWords } from "./words";

export function SessionRow({ session }: { session: CoachingSession }) {
  const [isOpen, open] = useState(false);
  const isFinished = session.status === "finished";
  return (
    <li data-row={session.id} className="border-t border-line first:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
        className="grid min-h-11 w-full grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-0.5 rounded-md px-1 py-2 text-left hover:bg-raised"
      >
        <Icon name={isOpen ? "down" : "right"} className="size-3.5 self-center text-muted" />
        <span className="flex flex-wrap items-baseline gap-x-3">
          <span className="flex-1 font-medium">
            {typeWords(session.session_type)}, {phaseWords(session.phase)}
          </span>
          <time dateTime={session.started_at} className="figures text-sm text-muted">
            {moment(session.started_at)}
          </time>
        </span>
        <span className="col-start-2 flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-muted">
          <span className={isFinished ? "" : "font-medium text-primary"}>
            <span aria-hidden="true">{isFinished ? "\u2713 " : "\u25cf "}</span>
            {isFinished ? `Finished, ${ratingWords(session.rating)}` : "Under way"}
          </span>
          {session.next_step && <span className="text-secondary">Agreed: {session.next_step}</span>}
          {session.proposal && <span className="text-caution">? A promise waits to be confirmed</span>}
        </span>
      </button>
      {isOpen && (
        <div className="pt-3 pb-4 pl-2 sm:pl-7">
          <SessionView session={session} />
        </div>
      )}
    </li>
  );
}
