import { expect, it } from "vitest";
import { sortedBy } from "./sort-orders";

it("a column that is pressed sorts alone, turns round, or stands behind the others", () => {
  expect(sortedBy(["-entry_time"], "-pnl", false)).toEqual(["-pnl"]);
  expect(sortedBy(["-pnl"], "-pnl", false)).toEqual(["pnl"]);
  expect(sortedBy(["-setup", "pnl"], "-entry_time", true)).toEqual(["-setup", "pnl", "-entry_time"]);
  expect(sortedBy(["-setup", "pnl"], "-setup", true)).toEqual(["setup", "pnl"]);
});
