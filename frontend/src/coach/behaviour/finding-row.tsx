// One finding in a line: how grave, what was seen, when, what its trades made, and what the trader says of it.
import { PrivateWords, RResult } from "@/ui/figures";
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
        className="grid min-h-11 w-full grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1 rounded-md px-1 py-1.5 text-left hover:bg-raised @4xl:min-h-9 @4xl:grid-cols-[auto_1fr_auto_5.5rem] @4xl:py-1 pointer-coarse:min-h-11"
      >
        <Icon name={isOpen ? "down" : "right"} className="size-3.5 text-muted" />
        <span className={finding.counts ? "" : "text-muted"}>
          <PrivateWords>{finding.said}</PrivateWords>
        </span>
        <span className="text-right @4xl:order-last">
          <RResult value={finding.r} />
        </span>
        <span className="col-span-2 col-start-2 flex flex-wrap items-center gap-x-4 gap-y-1 @4xl:col-span-1 @4xl:col-start-auto">
          <SeverityMark severity={finding.severity} />
          <time dateTime={finding.occurred_at} className="figures text-sm text-muted @4xl:w-32">
            {moment(finding.occurred_at)}
          </time>
          <AnswerMark answer={finding.answer} />
          {!finding.counts && <span className="text-sm text-muted">does not count</span>}
        </span>
      </button>
      {isOpen && (
        <div className="pt-3 pb-4 pl-2 sm:pl-7">
          <FindingView id={finding.id} />
        </div>
      )}
    </li>
  );
}
