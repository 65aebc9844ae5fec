import { expect, it } from "vitest";
import type { Plan } from "../queries";
import { EMPTY_FILL, fillOf, fillRequest } from "./fill-fields";

const plan = { position_size: "2", stop_loss_level: "4495", take_profit_targets: ["4510", "4520"] } as Plan;

it("begins from the draft, then from the plan", () => {
  expect(fillOf({ entry_price: "4501", stop_price: "4496" }, plan)).toEqual({
    ...EMPTY_FILL,
    entry_price: "4501",
    position_size: "2",
    stop_price: "4496",
    target_price: "4510",
  });
});

it("leaves a price empty that nobody named", () => {
  expect(fillOf({ entry_price: null }, plan).entry_price).toBe("");
});

it("sends what is said, and the moment of the trader's clock", () => {
  const values = { ...EMPTY_FILL, entry_price: " 4501 ", entry_time: "2026-11-30T10:00" };
  expect(fillRequest(values, (local) => `${local}Z`)).toEqual({
    entry_price: "4501",
    entry_time: "2026-11-30T10:00Z",
  });
});
