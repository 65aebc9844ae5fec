// The table of trades: only the rows in sight are drawn; the keyboard moves a cursor through all that are loaded.

import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { useLook } from "@/ui/look";
import { COARSE, NARROW, useMatches } from "@/ui/media";
import type { Trade, TradeSort } from "../queries";
import { COLUMN_BY_ID, features, type Names, shownColumns, type TradeColumn, tableColumns } from "./columns";
import { ColumnHead, Grid, Row, RowGroup } from "./grid-parts";
import type { Cursor, Selection } from "./table-cursor";
import { HeaderCell } from "./table-header";
import { useTableLook } from "./table-look";
import { NarrowRow, TableRow } from "./table-row";

const HEIGHTS = { comfortable: 36, compact: 28, touch: 44, narrow: 64 };
const OVERSCAN = 12;
const LOAD_BEFORE_END = 20; // rows
const SELECT_WIDTH = 36;
const INSTRUMENT_WIDTH = 108;

export interface TableProps {
  trades: readonly Trade[];
  names: Names;
  sorts: readonly TradeSort[];
  changeSorts: (sorts: readonly TradeSort[]) => void;
  cursor: Cursor;
  selection: Selection;
  open: (trade: Trade) => void;
  peek: (trade: Trade) => void;
  loadMore: (() => void) | null;
  grid: RefObject<HTMLDivElement | null>;
}

export function TradeTable(props: TableProps) {
  const { trades, cursor, selection, grid, loadMore } = props;
  const isNarrow = useMatches(NARROW);
  const columns = useShownColumns(trades);
  const height = useRowHeight(isNarrow);
  const rows = useVirtualizer({
    count: trades.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    getItemKey: (place) => trades[place]?.id ?? place,
  });
  const { scrollToIndex } = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => rows.measure(), [rows, height]);
  useEffect(() => scrollToIndex(cursor.place, { align: "auto" }), [cursor.place, scrollToIndex]);
  useLoadNearEnd(rows.range?.endIndex ?? 0, trades.length, loadMore);
  const template = templateOf(columns);
  return (
    <Grid
      ref={grid}
      aria-label="Trades"
      aria-rowcount={trades.length + (isNarrow ? 0 : 1)}
      aria-multiselectable="true"
      aria-activedescendant={cursor.trade ? rowId(cursor.trade) : undefined}
      onKeyDown={(event) => onKey(event, props)}
      className="group min-h-0 flex-1 overflow-auto border-y border-line outline-none"
    >
      {!isNarrow && <Head {...props} columns={columns} template={template} />}
      <RowGroup
        className="relative"
        style={{ height: rows.getTotalSize(), minWidth: isNarrow ? 0 : widthOf(columns) }}
      >
        {rows.getVirtualItems().map(({ index, start }) => {
          const trade = trades[index];
          if (trade === undefined) return null;
          const shared = {
            trade,
            place: index,
            isCurrent: index === cursor.place,
            isSelected: selection.ids.has(trade.id),
            style: { height, transform: `translateY(${start}px)` },
            open: () => props.open(trade),
          };
          if (isNarrow) return <NarrowRow key={trade.id} {...shared} />;
          return (
            <TableRow
              key={trade.id}
              {...shared}
              columns={columns}
              names={props.names}
              template={template}
              toggle={(isRange) => (isRange ? selection.extendTo(index) : selection.toggle(trade))}
              point={() => cursor.moveTo(index)}
            />
          );
        })}
      </RowGroup>
    </Grid>
  );
}

export function rowId(trade: Trade): string {
  return `trade-${trade.id}`;
}

function Head({
  sorts,
  changeSorts,
  selection,
  trades,
  columns,
  template,
}: TableProps & { columns: readonly TradeColumn[]; template: string }) {
  const isAll = trades.length > 0 && selection.ids.size === trades.length;
  return (
    <RowGroup className="sticky top-0 z-10" style={{ minWidth: widthOf(columns) }}>
      <Row
        aria-rowindex={1}
        className="grid h-8 items-stretch border-b border-line bg-surface px-2 text-xs text-muted sm:px-4"
        style={{ gridTemplateColumns: template }}
      >
        <ColumnHead className="grid place-items-center">
          <input
            type="checkbox"
            aria-label="Select all loaded trades"
            className="size-4 accent-(--button)"
            checked={isAll}
            onChange={isAll ? selection.none : selection.all}
          />
        </ColumnHead>
        <ColumnHead className="flex items-center px-2">Instrument</ColumnHead>
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} sorts={sorts} changeSorts={changeSorts} />
        ))}
      </Row>
    </RowGroup>
  );
}

function useShownColumns(trades: readonly Trade[]): readonly TradeColumn[] {
  const unit = useLook((look) => look.unit);
  const chosen = useTableLook((look) => look.columns);
  const table = useTable({
    features,
    columns: tableColumns,
    data: trades,
    state: { columnVisibility: shownColumns(chosen, unit) },
  });
  return table
    .getVisibleLeafColumns()
    .map(({ id }) => COLUMN_BY_ID.get(id))
    .filter((column) => column !== undefined);
}

function useRowHeight(isNarrow: boolean): number {
  const density = useLook((look) => look.density);
  const isTouch = useMatches(COARSE);
  if (isNarrow) return HEIGHTS.narrow;
  return isTouch ? HEIGHTS.touch : HEIGHTS[density];
}

function useLoadNearEnd(end: number, count: number, loadMore: (() => void) | null): void {
  const isNear = count > 0 && end >= count - LOAD_BEFORE_END;
  const work = useRef(loadMore);
  work.current = loadMore;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list is near its end anew
  useEffect(() => {
    if (isNear) work.current?.();
  }, [isNear, count]);
}

function templateOf(columns: readonly TradeColumn[]): string {
  const tracks = columns.map(
    ({ width, grows }) => `minmax(${width}px, ${grows ? `${grows}fr` : `${width}px`})`,
  );
  return [`${SELECT_WIDTH}px`, `minmax(${INSTRUMENT_WIDTH}px, 1fr)`, ...tracks].join(" ");
}

function widthOf(columns: readonly TradeColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, SELECT_WIDTH + INSTRUMENT_WIDTH + 32);
}

/** Keys of the grid itself. `x` selects here; elsewhere it asks the rulebook, so the grid keeps it to itself. */
function onKey(event: KeyboardEvent, props: TableProps): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!work(event.key, event.shiftKey, props)) return;
  event.preventDefault();
  event.nativeEvent.stopPropagation();
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** Do what a key does; false where it does nothing here. */
function work(key: string, isRange: boolean, { cursor, selection, open, peek, trades }: TableProps): boolean {
  const { trade } = cursor;
  const { hasSingleKeys } = useLook.getState();
  const steps = STEPS[key];
  if (steps !== undefined && isRange) {
    const next = Math.max(0, Math.min(cursor.place + steps, trades.length - 1));
    selection.extendTo(next, selection.ids.size === 0 ? cursor.place : undefined);
    cursor.moveTo(next);
  } else if (steps !== undefined) cursor.move(steps);
  else if (key === "Home") cursor.moveTo(0);
  else if (key === "End") cursor.moveTo(trades.length - 1);
  else if (hasSingleKeys && key === "j") cursor.move(1);
  else if (hasSingleKeys && key === "k") cursor.move(-1);
  else if (trade === undefined) return false;
  else if (key === "Enter") open(trade);
  else if (key === " ") peek(trade);
  else if (key.toLowerCase() === "x" && hasSingleKeys)
    isRange ? selection.extendTo(cursor.place) : selection.toggle(trade);
  else return false;
  return true;
}
