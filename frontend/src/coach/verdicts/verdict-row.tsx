// One verdict in a line: what was judged, what was said, and what came; its reasons behind a press.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { inR, moment, named, percent, price } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Loading } from "@/ui/page";
import { VerdictMark } from "@/ui/verdict-mark";
import { type Verdict, verdictOutcome } from "./queries";

export function VerdictRow({ verdict }: { verdict: Verdict }) {
  const [isOpen, open] = useState(false);
  const { read } = verdict;
  const chance = verdict.shown_confidence ?? verdict.confidence;
  return (
    <li className="border-t border-line first:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
        className="flex min-h-11 w-full flex-wrap items-center gap-x-4 gap-y-1 py-2 text-left"
      >
        <Icon name={isOpen ? "down" : "right"} />
        <VerdictMark kind={verdict.verdict} />
        <span className="flex-1">
          {[read.direction && named(read.direction), read.instrument, read.entry && price(read.entry)]
            .filter(Boolean)
            .join(" ") || "Nothing could be read"}
        </span>
        {chance !== null && <span className="figures">{percent(chance / 100, 0)}</span>}
        <time dateTime={verdict.created_at} className="text-sm text-muted">
          {moment(verdict.created_at)}
        </time>
      </button>
      {isOpen && <Detail verdict={verdict} />}
    </li>
  );
}

function Detail({ verdict }: { verdict: Verdict }) {
  const outcome = useQuery(verdictOutcome(verdict.id));
  return (
    <div className="grid gap-2 pb-4 pl-8">
      <p>{verdict.analysis}</p>
      <Loading query={outcome} rows={1}>
        {({ hit, reason, r_multiple, trade_id }) => (
          <p className="text-secondary">
            {outcomeWords(hit, reason)}
            {r_multiple !== null && ` The trade made ${inR(r_multiple)}.`}{" "}
            {trade_id && (
              <Link to="/trades/$tradeId" params={{ tradeId: trade_id }} className="text-primary underline">
                Its trade
              </Link>
            )}
          </p>
        )}
      </Loading>
    </div>
  );
}

/** What came of a verdict, in words. */
export function outcomeWords(hit: boolean | null, reason: string | null): string {
  if (hit === true) return "\u2713 The target came before the stop.";
  if (hit === false) return "\u2717 The stop came before the target.";
  return reason ? `Not decided: ${reason.replaceAll("_", " ")}.` : "Not decided yet.";
}
