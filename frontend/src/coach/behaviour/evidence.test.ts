import { expect, test } from "vitest";
import { effectWords, figuresOf } from "./evidence";

const shown = (inputs: Record<string, unknown>) =>
  Object.fromEntries(figuresOf(inputs).map(({ name, value }) => [name, value]));

test("figures are named and shown in their own unit", () => {
  const figures = shown({
    gap_minutes: 0.9,
    held_minutes: 191.2,
    size_ratio: 1.434744,
    risk: 0.01495,
    unreached: 0.911765,
    stop_events: 2,
    behaviours: "stop_moving, revenge",
  });

  expect(figures).toEqual({
    gap_minutes: "1 min", // 54 seconds, to the minute
    held_minutes: "3 h 11 min",
    size_ratio: "1.43\u00d7",
    risk: "1.5%",
    unreached: "91%",
    stop_events: "2",
    behaviours: "stop moving, revenge",
  });
});

test("what is not known, was not so, or is only an identifier is left out", () => {
  const figures = shown({
    pause_minutes: null,
    larger: false,
    fast: true,
    after: "01a22e2c-ca54-7349-b900-d9fe9c5cddd2",
    open_risk: Number.NaN,
  });

  expect(figures).toEqual({ fast: "yes" });
});

test("money and R are told apart, so that money can be hidden", () => {
  const kinds = figuresOf({ risk_amount: 373.75, loss_r: -1.03, limit_most_risk_amount: 400, mean_r: 0.2 });

  expect(kinds.map(({ name, kind }) => [name, kind])).toEqual([
    ["risk_amount", "money"],
    ["loss_r", "r"],
    ["limit_most_risk_amount", "money"],
    ["mean_r", "r"],
  ]);
});

test("a figure that is new to the app is shown by its own name", () => {
  expect(figuresOf({ brand_new: 2.71351 })).toEqual([
    { name: "brand_new", words: "Brand new", kind: "words", value: "2.71" },
  ]);
});

test("how large it was says in what", () => {
  expect(effectWords(2.826378, "robust_z")).toBe("2.83 spreads from your usual");
  expect(effectWords(3, "decisions")).toBe("3 decisions");
});
