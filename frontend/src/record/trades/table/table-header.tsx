// The head of the table: names of columns; those that the API sorts by are buttons, and Shift adds an order.
import { Icon } from "@/ui/icons";
import type { TradeSort } from "../queries";
import type { TradeColumn } from "./columns";
import { ColumnHead } from "./grid-parts";
import { sortedBy } from "./sort-orders";

export function HeaderCell({
  column,
  sorts,
  changeSorts,
}: {
  column: TradeColumn;
  sorts: readonly TradeSort[];
  changeSorts: (sorts: readonly TradeSort[]) => void;
}) {
  const field = column.sort?.slice(1);
  const place = sorts.findIndex((sort) => sort.replace(/^-/, "") === field);
  const isSorted = column.sort !== undefined && place !== -1;
  const isDown = sorts[place]?.startsWith("-") ?? false;
  const side = column.isRight ? "justify-end text-right" : "";
  const order = isSorted ? (isDown ? "descending" : "ascending") : undefined;
  return (
    <ColumnHead aria-sort={order} className={`flex min-w-0 items-center px-2 ${side}`}>
      {column.sort ? (
        <button
          type="button"
          title="Shift: behind the other orders"
          onClick={({ shiftKey }) => column.sort && changeSorts(sortedBy(sorts, column.sort, shiftKey))}
          className={`inline-flex min-h-7 items-center gap-1 rounded hover:text-text ${isSorted ? "text-text" : ""}`}
        >
          {column.header}
          {isSorted && <Icon name={isDown ? "down" : "up"} className="size-3" />}
          {isSorted && sorts.length > 1 && <span className="figures">{place + 1}</span>}
        </button>
      ) : (
        <span className="truncate">{column.header}</span>
      )}
    </ColumnHead>
  );
}
