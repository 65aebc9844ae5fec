// What a report leaves out, by reason: each opens the trades themselves.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Dialog } from "@/ui/dialog";
import { Result } from "@/ui/figures";
import { moment, named, number } from "@/ui/format";
import { Loading } from "@/ui/page";
import { type ExclusionReason, excludedFrom, type Performance } from "../queries";
import type { Search, Selection } from "../selection";

const REASONS: readonly ExclusionReason[] = [
  "no_rate",
  "other_currency",
  "paper_account",
  "break_even",
  "without_r",
  "no_stop",
  "stop_at_entry",
  "stop_on_the_wrong_side",
  "stop_recorded_after_exit",
  "no_entry_value",
];

export function reasonOf(text: string | undefined): ExclusionReason | undefined {
  return REASONS.find((reason) => reason === text);
}

export function ExcludedPart({
  report,
  selection,
  reason: asked,
  change,
}: {
  report: Performance;
  selection: Selection;
  reason: string | undefined;
  change: (values: Search) => void;
}) {
  const reason = reasonOf(asked);
  const of = [
    ...report.left_out,
    ...(report.metrics.win_rate?.excluded ?? []),
    ...(report.metrics.expectancy?.excluded ?? []),
  ];
  const listed = of.filter(({ reason: name }) => reasonOf(name) !== undefined);
  return (
    <>
      {listed.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
          <span>Left out of some figures:</span>
          {listed.map(({ reason: name, n }) => (
            <button
              key={name}
              type="button"
              onClick={() => change({ excluded: name })}
              className="min-h-6 underline decoration-dotted underline-offset-4 hover:text-text pointer-coarse:min-h-11"
            >
              {number(n)} {named(name).toLowerCase()}
            </button>
          ))}
        </p>
      )}
      {reason && (
        <ExcludedDialog reason={reason} selection={selection} close={() => change({ excluded: undefined })} />
      )}
    </>
  );
}

function ExcludedDialog({
  reason,
  selection,
  close,
}: {
  reason: ExclusionReason;
  selection: Selection;
  close: () => void;
}) {
  const query = useQuery(excludedFrom(selection, reason));
  return (
    <Dialog title={`Left out: ${named(reason).toLowerCase()}`} isOpen close={close} wide>
      <Loading query={query} rows={5}>
        {({ items, next_cursor }) => (
          <>
            <ul className="max-h-[60dvh] overflow-y-auto">
              {items.map((trade) => (
                <li key={trade.id} className="border-t border-line first:border-0">
                  <Link
                    to="/trades/$tradeId"
                    params={{ tradeId: trade.id }}
                    className="figures flex min-h-9 flex-wrap items-center gap-x-4 text-sm hover:underline pointer-coarse:min-h-11"
                  >
                    <span className="min-w-24 font-medium">{trade.instrument}</span>
                    <span className="text-secondary">{named(trade.direction)}</span>
                    <span className="flex-1 text-secondary">{moment(trade.exit_time)}</span>
                    <Result value={trade.net_pnl} currency={trade.currency} />
                  </Link>
                </li>
              ))}
            </ul>
            {next_cursor !== null && (
              <p className="text-sm text-muted">Only the latest {number(items.length)} are listed.</p>
            )}
          </>
        )}
      </Loading>
    </Dialog>
  );
}
