// The orders of the table, one after the other.
import type { TradeSort } from "../queries";

const MOST = 4;
const fieldOf = (sort: string) => sort.replace(/^-/, "");

/** The other way round: `-pnl` is `pnl`. */
function reversed(sort: TradeSort): TradeSort {
  return (sort.startsWith("-") ? sort.slice(1) : `-${sort}`) as TradeSort; // each order goes both ways
}

/** The orders once a column is pressed: by it alone or, added, behind the others; pressed again it turns round. */
export function sortedBy(
  sorts: readonly TradeSort[],
  wanted: TradeSort,
  isAdded: boolean,
): readonly TradeSort[] {
  const standing = sorts.find((sort) => fieldOf(sort) === fieldOf(wanted));
  const next = standing === undefined ? wanted : reversed(standing);
  if (!isAdded) return [next];
  if (standing !== undefined) return sorts.map((sort) => (sort === standing ? next : sort));
  return [...sorts, next].slice(-MOST);
}
