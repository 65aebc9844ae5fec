// One row of the table, and one of the narrow list of a phone.
import { Link } from "@tanstack/react-router";
import type { CSSProperties, MouseEvent as Press } from "react";
import { useFilter } from "@/record/filters/use-filter";
import { RResult } from "@/ui/figures";
import { moment } from "@/ui/format";
import { useLook } from "@/ui/look";
import type { Trade } from "../queries";
import { DirectionMark, TradeResult } from "../trade-figures";
import type { Names, TradeColumn } from "./columns";
import { Cell, Row } from "./grid-parts";

interface RowProps {
  trade: Trade;
  place: number;
  isCurrent: boolean;
  isSelected: boolean;
  style: CSSProperties;
  open: () => void;
}

function rowLook(isCurrent: boolean, isSelected: boolean): string {
  const ground = isSelected ? "bg-mark" : isCurrent ? "bg-raised/60" : "hover:bg-surface";
  const ring = isCurrent
    ? "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-primary"
    : "";
  return `${ground} ${ring}`;
}

export function TableRow({
  trade,
  place,
  isCurrent,
  isSelected,
  style,
  open,
  columns,
  names,
  template,
  toggle,
  point,
}: RowProps & {
  columns: readonly TradeColumn[];
  names: Names;
  template: string;
  /** With Shift: all from the row that was selected last. */
  toggle: (isRange: boolean) => void;
  point: () => void;
}) {
  const press = (event: Press) => {
    point();
    if (!(event.target instanceof Element)) return;
    const isBesideBox = event.target.closest("[data-select]") && !(event.target instanceof HTMLInputElement);
    if (isBesideBox) return toggle(event.shiftKey);
    if (event.target instanceof HTMLInputElement) event.target.closest<HTMLElement>("[role=grid]")?.focus();
    if (event.target.closest("a, input")) return;
    open();
  };
  return (
    <Row
      id={`trade-${trade.id}`}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      onClick={press}
      className={`absolute inset-x-0 top-0 grid cursor-default items-center border-b border-line/50 px-2 text-sm sm:px-4 ${rowLook(isCurrent, isSelected)}`}
      style={{ ...style, gridTemplateColumns: template }}
    >
      <Cell data-select className="grid h-full place-items-center">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${trade.direction} ${trade.contract}`}
          className={`size-4 accent-(--button) ${isSelected || isCurrent ? "" : "opacity-40 hover:opacity-100"}`}
          checked={isSelected}
          onChange={({ nativeEvent }) => toggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
        />
      </Cell>
      <Cell className="flex min-w-0 items-baseline gap-1.5 px-2">
        <TradeLink trade={trade} />
        {trade.trade_type === "training" && <span className="text-xs text-muted">training</span>}
      </Cell>
      {columns.map((column) => (
        <Cell
          key={column.id}
          className={`flex min-w-0 overflow-hidden px-2 whitespace-nowrap ${column.isRight ? "justify-end text-right" : ""}`}
        >
          {column.cell(trade, names)}
        </Cell>
      ))}
    </Row>
  );
}

function TradeLink({ trade }: { trade: Trade }) {
  const { search } = useFilter();
  return (
    <Link
      to="/trades/$tradeId"
      params={{ tradeId: trade.id }}
      search={search}
      tabIndex={-1}
      className="block truncate font-medium hover:underline"
    >
      {trade.contract}
    </Link>
  );
}

export function NarrowRow({ trade, place, isCurrent, isSelected, style, open }: RowProps) {
  const unit = useLook((look) => look.unit);
  return (
    <Row
      id={`trade-${trade.id}`}
      aria-rowindex={place + 1}
      aria-selected={isSelected}
      onClick={open}
      className={`absolute inset-x-0 top-0 border-b border-line/50 px-4 ${rowLook(isCurrent, isSelected)}`}
      style={style}
    >
      <Cell className="grid h-full grid-cols-[1fr_auto] content-center gap-x-3">
        <span className="flex min-w-0 items-baseline gap-2">
          <TradeLink trade={trade} />
          <span className="text-sm">
            <DirectionMark direction={trade.direction} />
          </span>
        </span>
        <span className="text-right text-sm">
          <TradeResult trade={trade} />
        </span>
        <span className="figures truncate text-xs text-muted">
          {moment(trade.entry_time)}
          {trade.setup && ` \u00b7 ${trade.setup}`}
        </span>
        <span className="text-right text-xs">
          {unit !== "r" && trade.status === "closed" && <RResult value={trade.r_multiple} />}
        </span>
      </Cell>
    </Row>
  );
}
