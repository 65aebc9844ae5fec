// The arrow keys go from day to day, and from week to week, wherever they have nothing else to do.
import { useEffect, useRef } from "react";
import { useLook } from "@/ui/look";

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};
const OTHERS =
  "input, textarea, select, [role=menu], [role=dialog], [role=radiogroup], [contenteditable=true]";

export function useDayKeys(move: (days: number) => void): void {
  const current = useRef(move);
  current.current = move;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (event.defaultPrevented || !useLook.getState().hasSingleKeys) return;
      if (event.target instanceof Element && event.target.closest(OTHERS)) return;
      if (document.querySelector("[role=menu], [aria-modal=true]")) return;
      const scrolls = Math.abs(step) > 1 && !isOnCalendar(event.target);
      if (scrolls) return; // up and down scroll the page, but walk through the calendar
      event.preventDefault();
      current.current(step);
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
}

function isOnCalendar(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("table") !== null;
}
