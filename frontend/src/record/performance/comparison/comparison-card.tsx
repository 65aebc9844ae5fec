// Two selections side by side, with how far they differ where that can be known.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ComparedTable } from "@/record/comparison/compared-table";
import { comparisonOf } from "@/record/comparison/queries";
import { textOfSearch } from "@/record/comparison/sides";
import { SHARED } from "@/record/filters/trade-filter";
import { useFilter } from "@/record/filters/use-filter";
import { Button } from "@/ui/button";
import { Card, Loading } from "@/ui/page";
import type { NamesOfIds } from "../selection";
import { asideOf, canCompare, type Other, otherAsText, otherOf } from "./other-selection";

const KINDS: readonly (readonly [Exclude<Other, "aside">, string])[] = [
  ["training", "Its training trades"],
  ["before", "As many days before"],
  ["rest", "All other trades of these days"],
];

const NAMES: Readonly<Record<Other, string>> = {
  training: "In training",
  before: "The days before",
  rest: "All others",
  aside: "Put aside",
};

export function ComparisonCard({ names }: { names: NamesOfIds }) {
  const { search, change } = useFilter(SHARED);
  const other = otherOf(search.against);
  const second = otherAsText(search.against, search, names);
  return (
    <Card
      title="Against another selection"
      actions={
        <span className="flex items-center gap-3">
          <Link
            to="/compare"
            search={{ one: textOfSearch(search), other: second ?? "all=1" }}
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
      {other === null || second === null ? (
        <p className="text-sm text-muted">
          Choose one of these. Or put this selection aside, change the filter, and see both.
        </p>
      ) : (
        <Compared one={textOfSearch(search)} other={second} name={NAMES[other.kind]} />
      )}
    </Card>
  );
}

function Compared({ one, other, name }: { one: string; other: string; name: string }) {
  const query = useQuery(comparisonOf(one, other));
  return (
    <Loading query={query} rows={5}>
      {(answer) => (
        <div className={`grid grid-cols-1 gap-2 ${query.isPlaceholderData ? "opacity-60" : ""}`}>
          <ComparedTable answer={answer} names={["This selection", name]} />
        </div>
      )}
    </Loading>
  );
}
