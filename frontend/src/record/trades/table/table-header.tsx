// The head of the table: names of columns; those that the API sorts by are buttons.
import { Icon } from "@/ui/icons";
import type { TradeSort } from "../queries";
import { SORTS } from "../queries";
import type { TradeColumn } from "./columns";
import { ColumnHead } from "./grid-parts";

/** The other way round: `-pnl` is `pnl`. */
export function reversed(sort: TradeSort): TradeSort {
  const wanted = sort.startsWith("-") ? sort.slice(1) : `-${sort}`;
  return SORTS.find((one) => one === wanted) ?? sort;
}

export function HeaderCell({
  column,
  sort,
  changeSort,
}: {
  column: TradeColumn;
  sort: TradeSort;
  changeSort: (sort: TradeSort) => void;
}) {
  const isSorted = column.sort !== undefined && (sort === column.sort || `-${sort}` === column.sort);
  const isDown = sort.startsWith("-");
  const side = column.isRight ? "justify-end text-right" : "";
  const order = isSorted ? (isDown ? "descending" : "ascending") : undefined;
  return (
    <ColumnHead aria-sort={order} className={`flex min-w-0 items-center px-2 ${side}`}>
      {column.sort ? (
        <button
          type="button"
          onClick={() => column.sort && changeSort(isSorted ? reversed(sort) : column.sort)}
          className={`inline-flex min-h-7 items-center gap-1 rounded hover:text-text ${isSorted ? "text-text" : ""}`}
        >
          {column.header}
          {isSorted && <Icon name={isDown ? "down" : "up"} className="size-3" />}
        </button>
      ) : (
        <span className="truncate">{column.header}</span>
      )}
    </ColumnHead>
  );
}
