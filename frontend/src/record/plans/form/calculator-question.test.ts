import { describe, expect, it } from "vitest";
import { questionOf } from "./calculator-question";
import { EMPTY } from "./plan-fields";

const TYPED = {
  ...EMPTY,
  instrument: "ZB",
  direction: "long",
  entry_price: "118'00",
  stop_loss_level: "117'16",
} as const;

describe("what the calculator is asked", () => {
  it("asks nothing before side, instrument, entry and stop are there", () => {
    expect(questionOf({ ...TYPED, direction: "" })).toBeNull();
    expect(questionOf({ ...TYPED, stop_loss_level: " " })).toBeNull();
    expect(questionOf({ ...TYPED, entry_by: "zone", entry_zone: { low: "118'00", high: "" } })).toBeNull();
  });

  it("leaves out what is not typed yet, and keeps every notation as it stands", () => {
    expect(questionOf(TYPED)).toMatchObject({
      entry_price: "118'00",
      entry_zone: null,
      take_profit_targets: [],
      position_size: null,
    });
  });

  it("sends a zone instead of a price", () => {
    const zone = { low: "118'00", high: "118'08" };
    expect(questionOf({ ...TYPED, entry_by: "zone", entry_zone: zone })).toMatchObject({
      entry_price: null,
      entry_zone: zone,
    });
  });
});
