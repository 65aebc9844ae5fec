// Two groupings at once, such as setups by hours: a heat grid with a cursor by keys, a sentence, and what a cell says.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { groupInWords } from "@/record/filters/group-words";
import { Result, RResult } from "@/ui/figures";
import { inR, number, percent } from "@/ui/format";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { tradesOfCell } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { BY, byOf, wordsOf } from "../groups/group-choices";
import { type Cell, type CrossTable, crossTableOf, type GroupBy, type Line } from "../queries";
import type { Search, Selection } from "../selection";
import { cellsByPlace, extremesOf, fullestPlace, largestOf, moved, type Place, strengthOf } from "./grid";

interface Choice {
  rows: GroupBy;
  columns: GroupBy;
  change: (values: Search) => void;
}

export function CrossTableCard({ selection, ...choice }: Choice & { selection: Selection }) {
  const { rows, columns } = choice;
  const query = useQuery({ ...crossTableOf(selection, [rows, columns]), enabled: rows !== columns });
  return (
    <Card title="Two things at once">
      <Choices {...choice} />
      {rows === columns ? (
        <p className="text-muted">Choose two different things.</p>
      ) : (
        <Loading query={query} rows={6}>
          {(table) =>
            table.cells.length === 0 ? (
              <p className="text-muted">No closed trade of this selection.</p>
            ) : (
              <div className={query.isPlaceholderData ? "opacity-60" : ""}>
                <Grid table={table} />
              </div>
            )
          }
        </Loading>
      )}
    </Card>
  );
}

function Choices({ rows, columns, change }: Choice) {
  const choice = (label: string, value: GroupBy, name: string) => (
    <label className="flex items-center gap-2 text-sm text-secondary">
      <span className="max-sm:sr-only">{label}</span>
      <select
        value={value}
        onChange={(event) => change({ [name]: byOf(event.target.value) })}
        className="min-h-8 max-w-36 rounded-md border border-line bg-ground px-2 text-text pointer-coarse:min-h-11"
      >
        {BY.map(([by, words]) => (
          <option key={by} value={by}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <span className="flex flex-wrap gap-2">
      {choice("Rows", rows, "rows")}
      {choice("by columns", columns, "columns")}
    </span>
  );
}

function Grid({ table }: { table: CrossTable }) {
  const [chosen, setPlace] = useState<Place | null>(null);
  const place = chosen ?? fullestPlace(table);
  const grid = useRef<HTMLTableElement>(null);
  const [rowsBy = "setup", columnsBy = "hour"] = table.by;
  const cells = cellsByPlace(table);
  const largest = largestOf(table.cells);
  const at: Place = {
    row: Math.min(place.row, table.rows.length - 1),
    column: Math.min(place.column, table.columns.length - 1),
  };
  const shown = useShown();
  const navigate = useNavigate();
  const tradesAt = (of: Place) => {
    const [row, column] = [table.rows[of.row], table.columns[of.column]];
    if (!row || !column || !cells.has(`${of.row}:${of.column}`)) return null;
    return tradesOfCell(shown, [rowsBy, row.key], [columnsBy, column.key]);
  };
  const open = (of: Place) => {
    const search = tradesAt(of);
    if (search) void navigate({ to: "/trades", search });
  };
  const walk = (event: React.KeyboardEvent) => {
    if (event.key === "Enter") return open(at);
    const next = moved(at, event.key, table.rows.length, table.columns.length);
    if (next === null) return;
    event.preventDefault();
    setPlace(next);
    const cell = grid.current?.querySelector<HTMLElement>(`[data-place="${next.row}:${next.column}"]`);
    cell?.focus();
  };
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="text-sm text-secondary">{sentenceOf(table)}</p>
      <Sideways label="Two things at once">
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that arrow keys walk through
          role="grid"
          aria-label={`Mean R by ${wordsOf(rowsBy).toLowerCase()} and ${wordsOf(columnsBy).toLowerCase()}`}
          onKeyDown={walk}
          className="figures w-full max-w-4xl border-separate border-spacing-0.5 text-right text-xs"
        >
          <thead className="text-muted">
            <tr>
              <th scope="col" className="text-left font-normal">
                {wordsOf(rowsBy)}
              </th>
              {table.columns.map((line) => (
                <th key={line.key ?? ""} scope="col" className="max-w-24 truncate px-1 font-normal">
                  {nameOf(columnsBy, line)}
                </th>
              ))}
              <th scope="col" className="px-1 font-normal">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {table.rows.map((line, row) => (
              <tr key={line.key ?? ""}>
                <th scope="row" className="max-w-40 truncate pr-2 text-left text-sm font-normal">
                  {nameOf(rowsBy, line)}
                </th>
                {table.columns.map((of, column) => (
                  <HeatCell
                    key={of.key ?? ""}
                    cell={cells.get(`${row}:${column}`)}
                    place={{ row, column }}
                    isCurrent={at.row === row && at.column === column}
                    largest={largest}
                    choose={setPlace}
                    open={open}
                  />
                ))}
                <td className="px-1 text-secondary">{meanOf(line)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <CellInWords
        table={table}
        place={at}
        cell={cells.get(`${at.row}:${at.column}`)}
        trades={tradesAt(at)}
      />
      <p className="text-xs text-muted">
        Enter opens the trades of a cell. Mean R. ▲ filled is gain, ▼ hollow is loss; faded cells have too few
        trades to lean on, and the best of many cells is partly luck.
        {table.more_rows + table.more_columns > 0 && " Lines with the fewest trades are not shown."}
        {table.by.includes("tag") && " A trade with several tags counts in each."}
      </p>
    </div>
  );
}

function HeatCell({
  cell,
  place,
  isCurrent,
  largest,
  choose,
  open,
}: {
  cell: Cell | undefined;
  place: Place;
  isCurrent: boolean;
  largest: number;
  choose: (place: Place) => void;
  open: (place: Place) => void;
}) {
  const strength = cell ? strengthOf(cell, largest) : 0;
  const colour = strength > 0 ? "var(--profit)" : "var(--loss)";
  const isFaded = cell?.small_sample === true;
  const fill = fillOf(strength, isFaded);
  const style =
    strength === 0 ? {} : { background: `color-mix(in srgb, ${colour} ${Math.round(fill)}%, transparent)` };
  const border = strength < 0 ? { boxShadow: `inset 0 0 0 ${1 + Math.round(-strength)}px ${colour}` } : {};
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the grid
    <td
      tabIndex={isCurrent ? 0 : -1}
      data-place={`${place.row}:${place.column}`}
      onClick={() => choose(place)}
      onDoubleClick={() => open(place)}
      onFocus={() => choose(place)}
      style={{ ...style, ...border }}
      className={`h-9 min-w-14 cursor-default rounded px-1 pointer-coarse:h-11 ${isFaded ? "text-muted" : ""} ${cell ? "" : "bg-raised/30"}`}
    >
      {cell ? meanOf(cell) : <span className="sr-only">no trade</span>}
    </td>
  );
}

/** Percent of the colour in a cell: little enough that what stands on it has a contrast of 4.5 in either theme. */
function fillOf(strength: number, isFaded: boolean): number {
  if (isFaded) return strength > 0 ? 6 + 14 * strength : 6;
  return strength > 0 ? 14 + 36 * strength : 10;
}

function meanOf({ expectancy, trades }: Cell | Line): string {
  const { value } = expectancy;
  if (value === null) return `${number(trades)}×`;
  const mark = value > 0 ? "▲" : value < 0 ? "▼" : "";
  return `${mark}${number(Math.abs(value), { minimumFractionDigits: 1, maximumFractionDigits: 1 })}`;
}

/** What the cell under the cursor says, aloud, too. */
function CellInWords({
  table,
  place,
  cell,
  trades,
}: {
  table: CrossTable;
  place: Place;
  cell: Cell | undefined;
  trades: Search | null;
}) {
  const unit = useLook((look) => look.unit);
  const [rowsBy = "setup", columnsBy = "hour"] = table.by;
  const row = table.rows[place.row];
  const column = table.columns[place.column];
  if (row === undefined || column === undefined) return null;
  const { interval } = cell?.win_rate ?? {};
  return (
    <p aria-live="polite" className="figures min-h-6 text-sm text-secondary">
      <strong className="font-medium text-text">
        {nameOf(rowsBy, row)}, {nameOf(columnsBy, column)}
      </strong>
      :{" "}
      {cell === undefined ? (
        "no trade."
      ) : (
        <>
          <Link
            to="/trades"
            search={trades ?? {}}
            className="inline-flex items-center text-primary underline underline-offset-4 pointer-coarse:min-h-11"
          >
            {number(cell.trades)} {cell.trades === 1 ? "trade" : "trades"}
          </Link>
          , {unit === "money" && <Result value={cell.net_pnl} currency={table.currency} />}
          {unit === "money" && ", "}
          <RResult value={cell.r} /> together
          {cell.win_rate.value !== null && <>, {percent(cell.win_rate.value, 0)} won</>}
          {interval && ` (${percent(Number(interval.low), 0)} to ${percent(Number(interval.high), 0)})`}
          {cell.expectancy.value !== null && `, mean ${inR(cell.expectancy.value)}`}
          {cell.small_sample && "; few"}
        </>
      )}
    </p>
  );
}

function sentenceOf(table: CrossTable): string {
  const extremes = extremesOf(table.cells);
  const cells = `${number(table.cells.length)} cells with trades`;
  if (extremes === null) return `${cells}; too few trades in most of them to name a best or a worst.`;
  const { best, worst } = extremes;
  return `${cells}. Best: ${placeInWords(table, best)} at ${inR(best.expectancy.value ?? 0)} a trade; worst: ${placeInWords(table, worst)} at ${inR(worst.expectancy.value ?? 0)}.`;
}

function placeInWords(table: CrossTable, cell: Cell): string {
  const [rowsBy = "setup", columnsBy = "hour"] = table.by;
  const row = table.rows[cell.row];
  const column = table.columns[cell.column];
  return row && column ? `${nameOf(rowsBy, row)}, ${nameOf(columnsBy, column)}` : "";
}

function nameOf(by: GroupBy, { key, label }: Line): string {
  if (key === null) return "None";
  return label ?? groupInWords(by, key);
}
