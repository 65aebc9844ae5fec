// Two groupings as a grid: where a cell stands, where the cursor goes, and what the best and worst cells say. Pure.
import type { Cell, CrossTable } from "../queries";

export interface Place {
  readonly row: number;
  readonly column: number;
}

export function cellsByPlace(table: Pick<CrossTable, "cells">): ReadonlyMap<string, Cell> {
  return new Map(table.cells.map((cell) => [`${cell.row}:${cell.column}`, cell]));
}

/** Where the cursor stands first: at the cell of the most trades. */
export function fullestPlace(table: Pick<CrossTable, "cells">): Place {
  const [first, ...others] = table.cells;
  const fullest = others.reduce((most, cell) => (most && cell.trades <= most.trades ? most : cell), first);
  return { row: fullest?.row ?? 0, column: fullest?.column ?? 0 };
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Where a key leads to in a grid of so many rows and columns; null where it leads nowhere. */
export function moved(place: Place, key: string, rows: number, columns: number): Place | null {
  if (key === "Home") return { ...place, column: 0 };
  if (key === "End") return { ...place, column: columns - 1 };
  const step = STEPS[key];
  if (step === undefined) return null;
  const within = (value: number, many: number) => Math.max(0, Math.min(many - 1, value));
  return { row: within(place.row + step[0], rows), column: within(place.column + step[1], columns) };
}

/** How strongly a cell is coloured: its mean R over the largest of cells with enough trades; -1 to 1. */
export function strengthOf(cell: Cell, largest: number): number {
  const mean = cell.expectancy.value;
  if (mean === null || largest === 0) return 0;
  return Math.max(-1, Math.min(1, mean / largest));
}

export function largestOf(cells: readonly Cell[]): number {
  const means = (some: readonly Cell[]) => some.map((cell) => Math.abs(cell.expectancy.value ?? 0));
  const sure = cells.filter((cell) => !cell.small_sample);
  return Math.max(0, ...means(sure.length > 0 ? sure : cells));
}

/** The best and the worst of the cells with enough trades; null where fewer than two have them. */
export function extremesOf(cells: readonly Cell[]): { best: Cell; worst: Cell } | null {
  const known = cells.filter((cell) => !cell.small_sample && cell.expectancy.value !== null);
  const ordered = [...known].sort(
    (one, other) => Number(other.expectancy.value) - Number(one.expectancy.value),
  );
  const [best] = ordered;
  const worst = ordered.at(-1);
  return best && worst && best !== worst ? { best, worst } : null;
}
