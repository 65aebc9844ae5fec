// What the limits of the form would have blocked, before they are written: how many trades, what those made, and which.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Money, Result, RResult } from "@/ui/figures";
import { moment, named, number } from "@/ui/format";
import { ErrorNote, Skeleton } from "@/ui/page";
import { sizeOf, verdictOf } from "./preview-words";
import { type Preview, previewOf, type WrittenLimits } from "./queries";

/** `limits` reads the form at the moment of the press. */
export function PreviewPart({ limits }: { limits: () => WrittenLimits }) {
  const [tried, setTried] = useState<WrittenLimits | null>(null);
  return (
    <section className="grid gap-3 rounded-md border border-line p-3 sm:col-span-full" aria-label="Try them">
      <div className="flex flex-wrap items-center gap-3">
        <p className="flex-1 text-sm text-secondary">
          What would these limits have kept you out of? Nothing is written by trying.
        </p>
        <Button onClick={() => setTried(limits())}>Try them on your record</Button>
      </div>
      {tried && <Tried limits={tried} />}
    </section>
  );
}

function Tried({ limits }: { limits: WrittenLimits }) {
  const { data, error, refetch } = useQuery(previewOf(limits));
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton rows={2} />;
  if (data.considered.trades === 0) {
    return <p className="text-sm text-muted">There is no real trade yet to try them on.</p>;
  }
  return (
    <div className="grid gap-3" aria-live="polite">
      <Sentence preview={data} />
      {data.by_rule.length > 0 && <ByRule preview={data} />}
      {data.trades.length > 0 && <Blocked preview={data} />}
    </div>
  );
}

function Sentence({ preview }: { preview: Preview }) {
  const { blocked, considered, kept, currency } = preview;
  const outcome = verdictOf(preview);
  if (blocked.trades === 0) {
    return <p>They would have blocked none of your {number(considered.trades)} trades.</p>;
  }
  return (
    <p className="figures">
      Kept out of <strong>{number(blocked.trades)}</strong> of {number(considered.trades)} trades
      {outcome === "saved" && (
        <>
          , which would have saved you <Money value={sizeOf(blocked.net)} currency={currency} />
        </>
      )}
      {outcome === "cost" && (
        <>
          , which would have cost you <Money value={blocked.net} currency={currency} />
        </>
      )}
      {blocked.with_r > 0 && (
        <>
          {" "}
          (<RResult value={blocked.r} />)
        </>
      )}
      . The others came to <Result value={kept.net} currency={currency} />.
      {preview.left_out > 0 && ` ${number(preview.left_out)} earlier trades were not looked at.`}
    </p>
  );
}

function ByRule({ preview }: { preview: Preview }) {
  return (
    <ul className="figures grid gap-1 text-sm">
      {preview.by_rule.map((rule) => (
        <li key={rule.rule} className="flex flex-wrap gap-x-4 border-t border-line pt-1">
          <span className="flex-1">{named(rule.rule)}</span>
          <span className="text-secondary">
            {number(rule.trades)} {rule.trades === 1 ? "trade" : "trades"}
          </span>
          <RResult value={rule.with_r > 0 ? rule.r : null} />
          <Result value={rule.net} currency={preview.currency} />
        </li>
      ))}
    </ul>
  );
}

function Blocked({ preview }: { preview: Preview }) {
  const { trades, more, currency } = preview;
  return (
    <details className="text-sm">
      <summary className="text-xs text-muted pointer-coarse:py-3.5">Which trades</summary>
      <ul className="mt-2 max-h-64 overflow-y-auto">
        {trades.map((trade) => (
          <li key={trade.trade_id} className="border-t border-line first:border-0">
            <Link
              to="/trades/$tradeId"
              params={{ tradeId: trade.trade_id }}
              className="figures flex min-h-9 flex-wrap items-center gap-x-3 hover:underline pointer-coarse:min-h-11"
            >
              <span className="text-muted">{moment(trade.entry_time)}</span>
              <span className="font-medium">{trade.instrument}</span>
              <span className="flex-1 text-secondary">
                {trade.rules.map(({ rule }) => named(rule)).join(", ")}
              </span>
              <Result value={trade.net} currency={currency} />
            </Link>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-muted">{number(more)} earlier ones are not listed.</p>}
    </details>
  );
}
