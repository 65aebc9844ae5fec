import { describe, expect, it } from "vitest";
import { limits, loss } from "@/record/rulebook/limits.fixture";
import { limitsLeft } from "./limits-left";

const QUIET = { net_result: "0", r: "0", trades_entered: 0 };
const KNOWN = { accountSize: "50000", openPositions: 1 };

describe("what is left of the limits", () => {
  it("takes a percentage of the account for money", () => {
    const state = { ...QUIET, net_result: "-600.50" };
    const [bar] = limitsLeft(limits({ daily_loss: loss({ percent: "2" }) }), state, KNOWN).bars;
    expect(bar).toMatchObject({ unit: "money", used: "600.5", most: "1000", left: "399.5", part: 0.6005 });
    expect(bar?.cautionFrom).toBe(0.75);
  });

  it("counts a limit in R by the result in R", () => {
    const state = { ...QUIET, net_result: "900", r: "-1.5" };
    const [bar] = limitsLeft(limits({ daily_loss: loss({ r: "3" }) }), state, KNOWN).bars;
    expect(bar).toMatchObject({ unit: "r", left: "1.5", part: 0.5 });
  });

  it("leaves a winning day all of its limit, and no more", () => {
    const [bar] = limitsLeft(
      limits({ daily_loss: loss({ amount: "500" }) }),
      { ...QUIET, net_result: "250" },
      KNOWN,
    ).bars;
    expect(bar).toMatchObject({ used: "0", left: "500", part: 0 });
  });

  it("never leaves less than nothing", () => {
    const state = { net_result: "-800", r: "-2", trades_entered: 5 };
    const { bars } = limitsLeft(
      limits({ daily_loss: loss({ amount: "500" }), trades_per_day: 3 }),
      state,
      KNOWN,
    );
    expect(bars.map(({ left, part }) => [left, part])).toEqual([
      ["0", 1],
      ["0", 1],
    ]);
  });

  it("says what it lacks, and leaves out what nobody counted", () => {
    const two = limits({ daily_loss: loss({ percent: "2" }), open_positions: 2 });
    const told = limitsLeft(two, QUIET, { accountSize: null, openPositions: null });
    expect(told.bars).toEqual([]);
    expect(told.problem).toContain("account size");
  });

  it("shows a limit of no trades at all as used", () => {
    expect(limitsLeft(limits({ trades_per_day: 0 }), QUIET, KNOWN).bars[0]).toMatchObject({
      left: "0",
      part: 1,
    });
  });
});
