// What a report leaves out, by reason: each opens the trades themselves in the table.
import { Link } from "@tanstack/react-router";
import { named, number } from "@/ui/format";
import { type Excluded, tradesExcluded } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import type { ExclusionReason, Performance } from "../queries";

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

interface Count extends Excluded {
  readonly n: number;
}

export function ExcludedPart({ report }: { report: Performance }) {
  const shown = useShown();
  const listed = countsOf(report);
  if (listed.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
      <span>Left out of some figures:</span>
      {listed.map(({ reason, isOfR, n }) => (
        <Link
          key={`${reason} ${isOfR}`}
          to="/trades"
          search={tradesExcluded(shown, { reason, isOfR })}
          className="inline-flex min-h-6 items-center underline decoration-dotted underline-offset-4 hover:text-text pointer-coarse:min-h-11"
        >
          {number(n)} {named(reason).toLowerCase()}
          {isOfR && reason === "no_rate" && " for R"}
        </Link>
      ))}
    </p>
  );
}

function countsOf(report: Performance): readonly Count[] {
  const { win_rate, expectancy } = report.metrics;
  return [
    ...[...report.left_out, ...(win_rate?.excluded ?? [])].map((one) => ({ ...one, isOfR: false })),
    ...(expectancy?.excluded ?? []).map((one) => ({ ...one, isOfR: true })),
  ].flatMap(({ reason: text, isOfR, n }) => {
    const reason = REASONS.find((known) => known === text);
    return reason && n > 0 ? [{ reason, isOfR, n }] : [];
  });
}
