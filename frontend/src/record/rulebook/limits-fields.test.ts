import { describe, expect, it } from "vitest";
import { limits } from "./limits.fixture";
import { amountOf, amountText, limitsOf, valuesOf } from "./limits-fields";

describe("amounts", () => {
  it.each([
    ["2%", { percent: "2" }],
    ["0.5 %", { percent: "0.5" }],
    ["3R", { r: "3" }],
    ["2 r", { r: "2" }],
    ["1,500", { amount: "1500" }],
    ["$500", { amount: "500" }],
    ["500 USD", { amount: "500" }],
    ["", null],
  ])("reads %s", (text, amount) => {
    expect(amountOf(text)).toEqual(amount);
  });

  it("writes what it reads", () => {
    for (const text of ["2%", "3R", "1500"]) expect(amountText(amountOf(text))).toBe(text);
  });

  it("leaves nonsense to the server, which says what is wrong with it", () => {
    expect(amountOf("lots")).toEqual({ amount: "lots" });
  });
});

describe("limits", () => {
  it("keeps what the form does not show", () => {
    const before = limits({ caution_at_percent: 60, warn_only: ["sessions"], trades_per_day: 3 });
    const after = limitsOf({ ...valuesOf(before), trades_per_day: "5" }, before);
    expect(after).toMatchObject({ caution_at_percent: 60, warn_only: ["sessions"], trades_per_day: 5 });
  });

  it("takes away what is emptied", () => {
    const before = limits({ trades_per_day: 3, instruments: ["ES"], position_size: { ES: "2", "*": "1" } });
    const values = valuesOf(before);
    expect(values).toMatchObject({ instruments: "ES", largest_sizes: "ES 2, * 1" });
    const after = limitsOf({ ...values, trades_per_day: "", instruments: "", largest_sizes: "" }, before);
    expect(after).toMatchObject({ trades_per_day: null, instruments: null, position_size: {} });
  });
});
