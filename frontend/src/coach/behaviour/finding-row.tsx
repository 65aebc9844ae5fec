// One finding in a line: how grave, what was seen, when, what its trades made, and what the trader says of it.
import { RResult } from "@/ui/figures";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { FindingView } from "./finding-view";
import { AnswerMark, SeverityMark } from "./marks";
import type { Finding } from "./queries";

export function FindingRow({
  finding,
  isOpen,
  toggle,
}: {
  finding: Finding;
  isOpen: boolean;
  toggle: () => void;
}) {
  return (
    <li data-row={finding.id} className="border-t border-line first:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={toggle}
        className="grid min-h-11 w-full grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1 rounded-md px-1 py-2 text-left hover:bg-raised"
      >
        <Icon name={isOpen ? "down" : "right"} className="size-3.5 text-muted" />
        <span className={finding.counts ? "" : "text-muted"}>{finding.said}</span>
        <RResult value={finding.r} />
        <span className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <SeverityMark severity={finding.severity} />
          <time dateTime={finding.occurred_at} className="figures text-sm text-muted">
            {moment(finding.occurred_at)}
          </time>
          <AnswerMark answer={finding.answer} />
          {!finding.counts && <span className="text-sm text-muted">does not count</span>}
        </span>
      </button>
      {isOpen && (
        <div className="pb-4 pl-2 sm:pl-7">
          <FindingView id={finding.id} />
        </div>
      )}
    </li>
  );
}
