import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import type { TradeEvent } from "../queries";
import { fillsOf, sentenceOf, stepsOf } from "./event-words";

formatFor({ locale: "en" });
const TERMS = { price_notation: "decimal", tick_size: "0.25", currency: "USD" };
let seq = 0;

function event(kind: TradeEvent["kind"], time: string, payload: object, voided = false): TradeEvent {
  seq += 1;
  const event_time = `2026-11-25T${time}:00.000000Z`;
  const values = { id: `e${seq}`, seq, kind, event_time, recorded_time: event_time, voided };
  return { ...values, payload } as TradeEvent; // payloads of tests say what is asked of them
}

describe("the events of a trade", () => {
  it("give the fills that stand: a correction instead of what it corrects, in the order of time", () => {
    const events = [
      event("filled", "15:00", { side: "buy", price: "4500.25", quantity: "3" }),
      event("exited", "15:20", { side: "sell", price: "4510", quantity: "1" }, true),
      event("exited", "15:30", { side: "sell", price: "4515", quantity: "2" }),
      event("corrected", "15:20", { kind: "exited", side: "sell", price: "4511", quantity: "1" }),
    ];
    const fills = fillsOf(events).map(({ isEntry, price, quantity }) => [isEntry, price, quantity]);
    expect(fills).toEqual([
      [true, "4500.25", "3"],
      [false, "4511", "1"],
      [false, "4515", "2"],
    ]);
  });

  it("are read in the units after a split: 2 for 1 halves a price and doubles a size", () => {
    const events = [
      event("filled", "15:00", { side: "buy", price: "100", quantity: "10" }),
      event("stop_set", "15:00", { price: "90" }),
      event("split", "15:10", { numerator: 2, denominator: 1 }),
      event("exited", "15:20", { side: "sell", price: "55", quantity: "20" }),
    ];
    const fills = fillsOf(events).map(({ price, quantity }) => [price, quantity]);
    expect(fills).toEqual([
      ["50", "20"],
      ["55", "20"],
    ]);
    expect(stepsOf(events, "stop").map(({ price }) => price)).toEqual(["45"]);
  });

  it("are told in sentences, without money where it is hidden", () => {
    const exit = event("exited", "15:20", { side: "sell", price: "4511", quantity: "1" });
    expect(sentenceOf(exit, TERMS)).toBe("Exited 1 at 4,511.00");
    const financing = event("financing", "15:20", { amount: "1.5", currency: "EUR" });
    expect(sentenceOf(financing, TERMS)).toBe("Financing: 1.50\u00a0EUR");
    expect(sentenceOf(financing, TERMS, true)).not.toContain("1.5");
  });
});
