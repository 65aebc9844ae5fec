import { describe, expect, it } from "vitest";
import type { Trade, TradeEvent } from "../queries";
import { ladderOf } from "./ladder";

function trade(values: Partial<Trade>): Trade {
  const usual = {
    direction: "long",
    entry_price: "100",
    initial_stop_price: "90",
    stop_price: "90",
    target_price: "120",
    exit_price: null,
  };
  return { ...usual, ...values } as Trade;
}

function event(seq: number, kind: TradeEvent["kind"], price: string | null): TradeEvent {
  const event_time = `2026-11-25T15:0${seq}:00.000000Z`;
  const payload = { price, side: "buy", quantity: "1" };
  const values = { id: `e${seq}`, seq, kind, event_time, recorded_time: event_time, payload, voided: false };
  return values as TradeEvent;
}

describe("the price ladder", () => {
  it("puts higher prices above and counts in first risks", () => {
    const ladder = ladderOf(trade({ exit_price: "115" }), []);
    const levels = ladder?.levels.map(({ name, r }) => [name, r]);
    expect(levels).toEqual([
      ["Target", 2],
      ["Exit", 1.5],
      ["Entry", 0],
      ["Stop", -1],
    ]);
  });

  it("counts a short trade the other way", () => {
    const values = {
      direction: "short",
      initial_stop_price: "105",
      stop_price: "105",
      target_price: "90",
    } as const;
    const levels = ladderOf(trade(values), [])?.levels.map(({ name, r }) => [name, r]);
    expect(levels).toEqual([
      ["Stop", -1],
      ["Entry", 0],
      ["Target", 2],
    ]);
  });

  it("draws the stop as steps, and ends it where it was taken away", () => {
    const events = [
      event(1, "filled", "100"),
      event(2, "stop_set", "90"),
      event(3, "stop_moved", "95"),
      event(4, "stop_removed", null),
      event(5, "exited", "110"),
    ];
    const xs = ladderOf(trade({}), events)?.stop.map(({ x }) => x);
    expect(xs).toEqual([0.25, 0.5, 0.5, 0.75]);
  });

  it("keeps the words of close prices apart", () => {
    const ladder = ladderOf(trade({ stop_price: "99.9", exit_price: "100.1" }), []);
    const heights = ladder?.levels.map(({ labelY }) => labelY) ?? [];
    for (let place = 1; place < heights.length; place += 1) {
      expect((heights[place] ?? 0) - (heights[place - 1] ?? 0)).toBeGreaterThanOrEqual(0.0849);
    }
  });

  it("is nothing where there is one price only", () => {
    const bare = { initial_stop_price: null, stop_price: null, target_price: null };
    expect(ladderOf(trade(bare), [event(1, "filled", "100")])).toBeNull();
  });
});
