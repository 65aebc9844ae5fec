// A list of rows by keyboard: j and k move the focus, and what is in focus is what the other keys are about.
import type { RefObject } from "react";
import { useKeys } from "@/shell/keys";

const ROW = "[data-row]";

/** Rows are elements with `data-row`, an id, around the first thing that can have the focus. */
export function useRowCursor(list: RefObject<HTMLElement | null>): { current: () => string | undefined } {
  const move = (step: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>(ROW) ?? [])];
    const place = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, place + step))];
    next?.querySelector<HTMLElement>("button, a, input")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  const current = () => {
    const row = document.activeElement?.closest<HTMLElement>(ROW);
    return row && list.current?.contains(row) ? row.dataset.row : undefined;
  };
  return { current };
}
