// biome-ignore-all lint/a11y/useSemanticElements: only rows in sight are drawn, each in its place, as a table would not take it
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says which row is meant
// The parts of a grid, as whoever does not see it hears of them.
import type { ComponentProps } from "react";

type Part = ComponentProps<"div">;

export function Grid(rest: Part) {
  return <div role="grid" tabIndex={0} {...rest} />;
}

export function RowGroup(rest: Part) {
  return <div role="rowgroup" {...rest} />;
}

export function Row(rest: Part) {
  return <div role="row" {...rest} />;
}

export function ColumnHead(rest: Part) {
  return <div role="columnheader" {...rest} />;
}

export function Cell(rest: Part) {
  return <div role="gridcell" {...rest} />;
}
