// The geometry of the price ladder: prices down the side by their worth, moments across in their order.
import type { Trade, TradeEvent } from "../queries";
import { type Fill, fillsOf, type Step, stepsOf } from "./event-words";

export interface Level {
  name: "Target" | "Entry" | "First stop" | "Stop" | "Exit";
  price: string;
  /** From 0, the top, to 1. */
  y: number;
  /** Where its words stand, so that no two lie over each other. */
  labelY: number;
  /** How far from the entry in units of the first risk. */
  r: number | null;
}

export interface Point {
  /** From 0, the first moment, to 1, the last. */
  x: number;
  y: number;
}

export interface Ladder {
  levels: readonly Level[];
  fills: readonly (Fill & Point)[];
  stop: readonly Point[];
  target: readonly Point[];
  entryY: number;
  exitY: number | null;
  firstStopY: number | null;
  targetY: number | null;
}

const MARGIN = 0.08; // of the height, above and below
const LABEL_GAP = 0.085;

/**
 * Null where there is one price only: there is nothing to compare it with. `labelGap` is how far the words of two
 * levels are from each other at least, as a part of the height.
 */
export function ladderOf(trade: Trade, events: readonly TradeEvent[], labelGap = LABEL_GAP): Ladder | null {
  const fills = fillsOf(events);
  const stops = stepsOf(events, "stop");
  const targets = stepsOf(events, "target");
  const named = namedPrices(trade, targets);
  const prices = [
    ...named.map(([, price]) => price),
    ...[...fills, ...stops, ...targets].map(({ price }) => price).filter((price) => price !== null),
  ].map(Number); // of the picture alone; what is written beside it stays exact
  const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  if (lowest === highest) return null;
  const y = (price: string) =>
    MARGIN + (1 - 2 * MARGIN) * (1 - (Number(price) - lowest) / (highest - lowest));
  const x = placesOf([...fills, ...stops, ...targets].map(({ event }) => event.event_time));
  const priceOf = (name: Level["name"]) => named.find(([other]) => other === name)?.[1];
  const heightOf = (name: Level["name"]) => {
    const price = priceOf(name);
    return price === undefined ? null : y(price);
  };
  return {
    levels: apart(
      named.map(([name, price]) => ({ name, price, y: y(price), labelY: y(price), r: inR(trade, price) })),
      labelGap,
    ),
    fills: fills.map((fill) => ({ ...fill, x: x(fill.event.event_time), y: y(fill.price) })),
    stop: pathOf(stops, x, y),
    target: pathOf(targets, x, y),
    entryY: y(trade.entry_price),
    exitY: heightOf("Exit"),
    firstStopY: heightOf("First stop") ?? heightOf("Stop"),
    targetY: heightOf("Target"),
  };
}

function namedPrices(trade: Trade, targets: readonly Step[]): readonly (readonly [Level["name"], string])[] {
  const hasMoved = trade.initial_stop_price !== trade.stop_price;
  const target = trade.target_price ?? targets.findLast(({ price }) => price !== null)?.price ?? null;
  const all: readonly (readonly [Level["name"], string | null])[] = [
    ["Target", target],
    ["Entry", trade.entry_price],
    [hasMoved ? "First stop" : "Stop", trade.initial_stop_price],
    ["Stop", hasMoved ? trade.stop_price : null],
    ["Exit", trade.exit_price],
  ];
  return all.flatMap(([name, price]) => (price === null ? [] : [[name, price] as const]));
}

function inR(trade: Trade, price: string): number | null {
  if (trade.initial_stop_price === null) return null;
  const entry = Number(trade.entry_price);
  const risk = Math.abs(entry - Number(trade.initial_stop_price));
  if (risk === 0) return null;
  const sign = trade.direction === "long" ? 1 : -1;
  return (sign * (Number(price) - entry)) / risk + 0; // of a short, the entry is 0 and not -0
}

/** Moments one after the other at equal steps: the ladder tells their order, not how long they lasted. */
function placesOf(times: readonly string[]): (time: string) => number {
  const moments = [...new Set(times)].toSorted();
  return (time) => (moments.length < 2 ? 0 : moments.indexOf(time) / (moments.length - 1));
}

/** A line that goes on at its price until the next one; a price that was taken away ends it. */
function pathOf(steps: readonly Step[], x: (time: string) => number, y: (price: string) => number): Point[] {
  const points: Point[] = [];
  for (const [place, { event, price }] of steps.entries()) {
    if (price === null) continue;
    const next = steps[place + 1];
    const end = next === undefined ? 1 : x(next.event.event_time);
    points.push({ x: x(event.event_time), y: y(price) }, { x: end, y: y(price) });
  }
  return points;
}

/** Words of levels that lie close are moved away from each other. */
function apart(levels: readonly Level[], gap: number): readonly Level[] {
  const sorted = levels.toSorted((one, other) => one.y - other.y);
  let last = Number.NEGATIVE_INFINITY;
  const placed = sorted.map((level) => {
    last = Math.max(level.y, last + gap);
    return { ...level, labelY: last };
  });
  const over = Math.max(0, last - (1 - MARGIN / 2));
  return placed.map((level) => ({ ...level, labelY: level.labelY - over }));
}
