import { describe, expect, it } from "vitest";
import { differencesOf, listDifference, termName, termWords } from "./differences";

const nobody = () => undefined;

describe("differences of two versions", () => {
  it("lists the terms that differ, whatever their kind", () => {
    const one = { stop_loss_level: "4495", take_profit_targets: ["4510"], entry_zone: null, title: "A" };
    const other = { ...one, stop_loss_level: "4494", take_profit_targets: ["4510", "4520"] };
    expect(differencesOf(one, other).map(({ field }) => field)).toEqual([
      "stop_loss_level",
      "take_profit_targets",
    ]);
  });

  it("takes a term that is left out for one that is empty", () => {
    expect(differencesOf({ exit_rule: null }, {})).toEqual([]);
  });

  it("tells of lists what is gone and what is new", () => {
    expect(listDifference(["A", "B"], ["B", "C"])).toEqual({ gone: ["A"], added: ["C"] });
    expect(listDifference(["A", "B"], ["B", "A"])).toBeNull();
    expect(listDifference("A", ["A"])).toBeNull();
  });

  it("says terms in words", () => {
    expect(termName("stop_loss_level")).toBe("Stop");
    expect(termWords("entry_zone", { low: "4500", high: "4501" }, nobody)).toMatch(/^4,?500 to 4,?501$/);
    expect(termWords("exit_rule", null, nobody)).toBe("nothing");
    expect(termWords("entry_criteria", ["One", "Two"], nobody)).toBe("One; Two");
    expect(termWords("strategy_id", "s1", (id) => (id === "s1" ? "Opening drive" : undefined))).toBe(
      "Opening drive",
    );
  });
});
