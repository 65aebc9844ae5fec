// The row on which the keyboard stands, and the rows that are selected.
import { useCallback, useMemo, useState } from "react";
import type { Trade } from "../queries";

export interface Cursor {
  place: number;
  trade: Trade | undefined;
  moveTo(place: number): void;
  move(steps: number): void;
}

export function useCursor(trades: readonly Trade[]): Cursor {
  const [wanted, want] = useState(0);
  const last = trades.length - 1;
  const place = Math.max(0, Math.min(wanted, last));
  const moveTo = useCallback((next: number) => want(Math.max(0, Math.min(next, last))), [last]);
  return { place, trade: trades[place], moveTo, move: (steps) => moveTo(place + steps) };
}

export interface Selection {
  ids: ReadonlySet<string>;
  trades: readonly Trade[];
  toggle(trade: Trade): void;
  /** Select all from a row, that which was selected last if none is named, to this one. */
  extendTo(place: number, from?: number): void;
  all(): void;
  none(): void;
}

/** The selected trades; one that is loaded no more is selected no more. */
export function useSelection(trades: readonly Trade[]): Selection {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const selected = useMemo(() => trades.filter(({ id }) => chosen.has(id)), [trades, chosen]);
  const ids = useMemo(() => new Set(selected.map(({ id }) => id)), [selected]);
  const extendTo = (place: number, first?: number) => {
    const from = first ?? trades.findIndex(({ id }) => id === last);
    if (first !== undefined) setLast(trades[first]?.id ?? null);
    choose(new Set([...ids, ...between(trades, from === -1 ? place : from, place)]));
  };
  return {
    ids,
    trades: selected,
    toggle: ({ id }) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      setLast(id);
      choose(next);
    },
    extendTo,
    all: () => choose(new Set(trades.map(({ id }) => id))),
    none: () => choose(new Set()),
  };
}

/** The ids of the rows from one place to another, both included, whichever comes first. */
export function between(trades: readonly Pick<Trade, "id">[], from: number, to: number): string[] {
  return trades.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
}
