// What happened to a trade, in words and as figures: the payloads of events read once.
import Big from "big.js";
import { money, named, number } from "@/ui/format";
import { type Pricing, priceIn } from "../price-notation";
import type { TradeEvent } from "../queries";

/** What kind of thing an event says: a correction has the kind of what it corrects. */
export function kindOf(event: TradeEvent): string {
  return event.kind === "corrected" ? (text(event, "kind") ?? event.kind) : event.kind;
}

/** A part of the payload as text; null where there is none. */
export function text(event: TradeEvent, name: string): string | null {
  const value = new Map<string, unknown>(Object.entries(event.payload)).get(name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

export interface Fill {
  event: TradeEvent;
  isEntry: boolean;
  price: string;
  quantity: string;
}

/** The executions that stand, in the units of today: a split after them is taken into account. */
export function fillsOf(events: readonly TradeEvent[]): readonly Fill[] {
  const fills = standing(events).filter((event) => ["filled", "exited"].includes(kindOf(event)));
  return fills
    .map((event) => {
      const price = text(event, "price");
      const quantity = text(event, "quantity");
      if (price === null || quantity === null) return null;
      const factor = splitAfter(event, events);
      return {
        event,
        isEntry: kindOf(event) === "filled",
        price: new Big(price).div(factor).toFixed(),
        quantity: new Big(quantity).times(factor).toFixed(),
      };
    })
    .filter((fill) => fill !== null)
    .toSorted((one, other) => inTime(one.event, other.event));
}

export interface Step {
  event: TradeEvent;
  /** Null where it was taken away. */
  price: string | null;
}

/** The prices of the stop, or of the target, one after the other. */
export function stepsOf(events: readonly TradeEvent[], line: "stop" | "target"): readonly Step[] {
  return standing(events)
    .filter((event) => kindOf(event).startsWith(`${line}_`))
    .toSorted(inTime)
    .map((event) => {
      const price = text(event, "price");
      return { event, price: price && new Big(price).div(splitAfter(event, events)).toFixed() };
    });
}

export function inTime(one: TradeEvent, other: TradeEvent): number {
  return one.event_time.localeCompare(other.event_time) || one.seq - other.seq;
}

function standing(events: readonly TradeEvent[]): readonly TradeEvent[] {
  return events.filter((event) => !event.voided && event.kind !== "voided");
}

/** New units for one old unit, by all splits behind an event. */
function splitAfter(event: TradeEvent, events: readonly TradeEvent[]): Big {
  return standing(events)
    .filter((other) => kindOf(other) === "split" && inTime(event, other) < 0)
    .reduce(
      (factor, split) => factor.times(text(split, "numerator") ?? 1).div(text(split, "denominator") ?? 1),
      new Big(1),
    );
}

interface Terms extends Pricing {
  currency: string;
}

/** An event as a sentence: "Exited 1 at 4,511.00". Money is left out where it is hidden. */
export function sentenceOf(event: TradeEvent, terms: Terms, hidesMoney = false): string {
  const kind = kindOf(event);
  const price = text(event, "price");
  const shown = price === null ? "" : priceIn(terms, price);
  const amount = (name: string) => {
    const value = text(event, name);
    if (value === null) return "";
    return hidesMoney
      ? "\u2022\u2022\u2022"
      : money(value, { currency: text(event, "currency") ?? terms.currency });
  };
  const quantity = number(text(event, "quantity") ?? 0);
  const sentences: Record<string, string> = {
    filled: `${text(event, "side") === "sell" ? "Sold" : "Bought"} ${quantity} at ${shown}`,
    exited: `Exited ${quantity} at ${shown}`,
    stop_set: `Stop at ${shown}`,
    stop_moved: `Stop moved to ${shown}`,
    stop_removed: "Stop taken away",
    target_set: `Target at ${shown}`,
    target_moved: `Target moved to ${shown}`,
    target_removed: "Target taken away",
    noted: text(event, "text") ?? "Note",
    felt: `Feeling: ${text(event, "state") ?? "none"}`,
    voided: "Something was taken back",
    split: `Split: ${text(event, "numerator")} new for ${text(event, "denominator")} old`,
    dividend: `Dividend of ${amount("amount_per_unit")} for each unit`,
    financing: `Financing: ${amount("amount")}`,
    renamed: `Renamed from ${text(event, "before")} to ${text(event, "after")}`,
    expired: `Expired: ${named(text(event, "outcome") ?? "")}`,
    rolled: "Rolled to another month",
    planned: "Planned",
    deleted: "Deleted",
    restored: "Brought back from the trash",
  };
  return sentences[kind] ?? named(kind);
}
