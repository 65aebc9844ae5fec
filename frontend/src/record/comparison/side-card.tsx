// One side: which trades, chosen as on every page of trades, and what only a question can say.
import { useMemo } from "react";
import { FilterBar } from "@/record/filters/filter-bar";
import { SHARED, searchWith } from "@/record/filters/trade-filter";
import { FilterPlace } from "@/record/filters/use-filter";
import { named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { type Side, sideOf, textOfSide } from "./sides";

interface SideCardProps {
  title: string;
  text: string | undefined;
  change: (text: string) => void;
  /** Whether the key of the filter is its own. */
  hasKey: boolean;
}

export function SideCard({ title, text, change, hasKey }: SideCardProps) {
  const side = useMemo(() => sideOf(text), [text]);
  const place = useMemo(
    () => ({
      search: side.filter,
      go: (search: Record<string, string | undefined>) =>
        change(textOfSide({ ...side, filter: searchWith(search, {}) })),
    }),
    [side, change],
  );
  return (
    <Card title={title}>
      <FilterPlace value={place}>
        <FilterBar names={SHARED} hasKey={hasKey} />
      </FilterPlace>
      <Asked side={side} change={(next) => change(textOfSide(next))} />
    </Card>
  );
}

function Asked({ side, change }: { side: Side; change: (side: Side) => void }) {
  const parts = (["only", "excluding"] as const).filter((name) => Object.keys(side[name] ?? {}).length > 0);
  if (parts.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {parts.map((name) => {
        const words = Object.keys(side[name] ?? {})
          .map((field) => named(field).toLowerCase())
          .join(", ");
        const label = name === "only" ? "As asked" : "Without";
        return (
          <span
            key={name}
            className="inline-flex min-h-8 items-center rounded-md border border-line bg-mark pl-2.5 text-sm pointer-coarse:min-h-11"
            title={JSON.stringify(side[name])}
          >
            <span className="text-secondary">{label}</span>
            <span className="ml-1.5 font-medium">{words}</span>
            <button
              type="button"
              aria-label={`Take away ${label}: ${words}`}
              onClick={() => change({ ...side, [name]: undefined })}
              className="ml-1 grid size-8 place-items-center rounded-md text-muted hover:text-text pointer-coarse:size-11"
            >
              <Icon name="close" className="size-3.5" />
            </button>
          </span>
        );
      })}
    </div>
  );
}
