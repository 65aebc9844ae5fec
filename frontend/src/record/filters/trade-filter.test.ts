import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import {
  chipsOf,
  filterOf,
  queryOfFilter,
  SHARED,
  searchOfQuery,
  searchWith,
  searchWithoutFilter,
  textOfValues,
  toggled,
  valuesOf,
} from "./trade-filter";

formatFor({ locale: "en" });

describe("the filter of an address", () => {
  const search = { day_from: "2026-11-02", instrument: "ES", status: "open", sort: "-pnl", x: "x" };

  it("has the names of the API, and only those that a page knows", () => {
    expect(filterOf(search)).toEqual({ day_from: "2026-11-02", instrument: "ES", status: "open" });
    expect(filterOf(search, SHARED)).toEqual({ day_from: "2026-11-02", instrument: "ES" });
  });

  it("changes and is taken away without touching what else stands there", () => {
    expect(searchWith(search, { instrument: undefined, setup: "orb" })).toEqual({
      day_from: "2026-11-02",
      status: "open",
      sort: "-pnl",
      x: "x",
      setup: "orb",
    });
    expect(searchWithoutFilter(search)).toEqual({ sort: "-pnl", x: "x" });
  });

  it("is told in chips: both days in one, ids by their names", () => {
    const filter = { day_from: "2026-11-02", day_to: "2026-11-02", account_id: "7", outcome: "break_even" };
    const chips = chipsOf(filter, (name) => (name === "account_id" ? "Main" : undefined));
    expect(chips.map(({ label, words }) => `${label}: ${words}`)).toEqual([
      "Days: Mon, Nov 2, 2026",
      "Account: Main",
      "Outcome: Break even",
    ]);
    expect(chips[0]?.names).toEqual(["day_from", "day_to"]);
  });

  it("takes several values, whatever letters they have, and comes back from a query", () => {
    expect(valuesOf("a|b")).toEqual(["a", "b"]);
    const text = textOfValues(["a|b", "c\\d", "e, f"]);
    expect(valuesOf(text)).toEqual(["a|b", "c\\d", "e, f"]);
    expect(toggled("ES|NQ", "es")).toBe("NQ");
    expect(toggled("ES", "NQ")).toBe("ES|NQ");
    expect(toggled("ES", "ES")).toBeUndefined();
    const query = queryOfFilter({ tag: "a|b", status: "open" });
    expect(query).toEqual({ tag: ["a", "b"], status: "open" });
    expect(searchOfQuery({ ...query, sort: ["setup", "-pnl"] })).toEqual({
      tag: "a|b",
      status: "open",
      sort: "setup,-pnl",
    });
  });
});
