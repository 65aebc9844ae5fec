// Two selections side by side, with how far they differ where that can be known.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { textOfSearch } from "@/record/comparison/sides";
import { SHARED } from "@/record/filters/trade-filter";
import { useFilter } from "@/record/filters/use-filter";
import { Button } from "@/ui/button";
import { named, number } from "@/ui/format";
import { Why } from "@/ui/metric";
import { Card, Loading } from "@/ui/page";
import { type FigureKind, HEADLINE, MORE } from "../figures/figure-names";
import { plainOf, showOf } from "../figures/shown-figure";
import { comparisonOf, type Metric, type QueryAnswer } from "../queries";
import { type NamesOfIds, sliceOf } from "../selection";
import { asideOf, canCompare, type Other, otherAsText, otherOf, otherSlice } from "./other-selection";

const KINDS: readonly (readonly [Exclude<Other, "aside">, string])[] = [
  ["training", "Its training trades"],
  ["before", "As many days before"],
  ["rest", "All other trades of these days"],
];

export function ComparisonCard({ names }: { names: NamesOfIds }) {
  const { search, change } = useFilter(SHARED);
  const other = otherOf(search.against);
  const slice = otherSlice(search.against, search, names);
  return (
    <Card
      title="Against another selection"
      actions={
        <span className="flex items-center gap-3">
          <Link
            to="/compare"
            search={{ one: textOfSearch(search), other: otherAsText(search.against, search, names) }}
            className="inline-flex items-center text-sm text-primary underline underline-offset-4 pointer-coarse:min-h-11"
          >
            Compare on a page
          </Link>
          <Button kind="quiet" className="text-sm" onClick={() => change({ against: asideOf(search) })}>
            Put this one aside
          </Button>
        </span>
      }
    >
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">Compare with</legend>
        {KINDS.map(([kind, words]) => (
          <Button
            key={kind}
            aria-pressed={other?.kind === kind}
            disabled={!canCompare(kind, search)}
            className="text-sm aria-pressed:border-primary aria-pressed:bg-mark"
            onClick={() => change({ against: other?.kind === kind ? undefined : kind })}
          >
            {words}
          </Button>
        ))}
        {other?.kind === "aside" && (
          <Button
            aria-pressed
            className="text-sm aria-pressed:border-primary aria-pressed:bg-mark"
            onClick={() => change({ against: undefined })}
          >
            The one put aside
          </Button>
        )}
      </fieldset>
      {slice === null ? (
        <p className="text-sm text-muted">
          Choose one of these. Or put this selection aside, change the filter, and see both.
        </p>
      ) : (
        <Compared one={sliceOf(search, names)} other={slice} />
      )}
    </Card>
  );
}

function Compared({ one, other }: { one: Parameters<typeof comparisonOf>[0]; other: typeof one }) {
  const query = useQuery(comparisonOf(one, other));
  return (
    <Loading query={query} rows={5}>
      {(answer) => (
        <div className={query.isPlaceholderData ? "opacity-60" : ""}>
          <ComparisonTable answer={answer} />
        </div>
      )}
    </Loading>
  );
}

const KNOWN = new Map<string, readonly [string, FigureKind]>([
  ...[...HEADLINE, ...MORE].map(({ name, words, kind }) => [name, [words, kind]] as const),
  ["trades", ["Trades", "count"]],
  ["net_pnl", ["Net result", "money"]],
  ["adherence", ["Plan kept", "points"]],
]);

function ComparisonTable({ answer }: { answer: QueryAnswer }) {
  const { compared, currency } = answer;
  if (compared === null) return null;
  return (
    <div className="overflow-x-auto">
      <table className="figures w-full text-right text-sm">
        <thead className="text-xs text-muted">
          <tr>
            <th scope="col" className="text-left font-normal">
              <span className="sr-only">Figure</span>
            </th>
            <th scope="col" className="font-normal">
              This selection
            </th>
            <th scope="col" className="pl-4 font-normal">
              {scopeInWords(compared.scope)}
            </th>
            <th scope="col" className="pl-4 font-normal">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.figures.map((figure) => {
            const [words, kind] = KNOWN.get(figure.measure) ?? [named(figure.measure), "ratio" as const];
            const show = showOf(kind, currency);
            const plain = plainOf(kind, currency);
            const second = compared.figures.find(({ measure }) => measure === figure.measure);
            const difference = answer.differences.find(({ measure }) => measure === figure.measure);
            return (
              <tr key={figure.measure} className="border-t border-line align-top">
                <th scope="row" className="py-1.5 text-left font-normal whitespace-nowrap text-secondary">
                  {words}
                </th>
                <Cell metric={figure} show={show} plain={plain} why={words} />
                <Cell metric={second} show={show} plain={plain} why={`${words}, the other`} />
                <Cell
                  metric={difference}
                  show={kind === "share" ? inPoints : show}
                  plain={kind === "share" ? inPoints : plain}
                  why={`Difference in ${words.toLowerCase()}`}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** "in training" is "In training"; a selection without any part of its own is all. */
function scopeInWords(scope: string): string {
  const words = scope.trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : "All real trades";
}

/** A difference of shares is in points of a hundred. */
function inPoints(value: string | number): string {
  return `${number(Number(value) * 100, { maximumFractionDigits: 1, signDisplay: "exceptZero" })} points`;
}

function Cell({
  metric,
  show,
  plain = show,
  why,
}: {
  metric: Metric | undefined;
  show: (value: string | number) => ReactNode;
  plain?: (value: string | number) => ReactNode;
  why?: string;
}) {
  if (metric === undefined || metric.value === null) {
    return (
      <td className="py-1.5 pl-4 text-muted" title={metric?.reason ? named(metric.reason) : undefined}>
        {"\u2013"}
      </td>
    );
  }
  return (
    <td className="py-1.5 pl-4">
      <span className="flex flex-col items-end whitespace-nowrap">
        {show(metric.value)}
        {why && metric.interval && <Why name={why} metric={metric} show={plain} />}
      </span>
    </td>
  );
}
