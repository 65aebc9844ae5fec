// One pattern in the list: how it stands, what it is, how often, and what it cost where that is found.
import { Link } from "@tanstack/react-router";
import { RResult } from "@/ui/figures";
import { detectorWords } from "./detector-words";
import { StatusMark } from "./marks";
import type { Pattern } from "./queries";
import { learned, often, trend } from "./words";

const TRENDS = { more: "more often than before", less: "less often than before", same: "" };

export function PatternRow({ pattern, isOpen }: { pattern: Pattern; isOpen: boolean }) {
  const { status, cost } = pattern;
  const way = trend(pattern);
  return (
    <Link
      to="/patterns"
      search={{ part: "patterns", pattern: pattern.id }}
      aria-current={isOpen ? "true" : undefined}
      resetScroll={false}
      className={`grid gap-0.5 rounded-md border px-3 py-2 ${isOpen ? "border-line bg-surface" : "border-transparent hover:bg-surface"}`}
    >
      <span className="flex items-center justify-between gap-3">
        <StatusMark status={status} />
        <span className="text-sm">
          {cost.is_measurable ? (
            <RResult value={cost.r} />
          ) : (
            <span className="text-muted">{cost.interval ? "no cost found" : "cost not known"}</span>
          )}
        </span>
      </span>
      <span className="font-medium">{detectorWords(pattern.detector)}</span>
      <span className="figures text-sm text-muted">
        {status === "learning" ? learned(pattern.positions, pattern.missing) : often(pattern)}
        {way && TRENDS[way] && `, ${TRENDS[way]}`}
      </span>
    </Link>
  );
}
