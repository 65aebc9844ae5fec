// The behaviours that are looked for, by the words of traders.
import type { Detector } from "./queries";

/** In the order of the list; one that is missing does not compile. */
const WORDS = {
  revenge: "Revenge after a loss",
  fomo: "Chasing the price",
  overtrading: "Overtrading",
  oversizing: "Oversizing",
  disposition: "Holding losers",
  stop_moving: "Moving stops",
  early_exit: "Leaving winners early",
  time_of_day: "A weak part of the day",
  averaging_down: "Adding to losers",
  tilt: "Tilt",
  plan_drift: "Changing plans after the entry",
} satisfies Record<Detector, string>;

export const DETECTORS = Object.entries(WORDS) as readonly (readonly [Detector, string])[];

/** What a detector is called; one that is new here is named as it is. */
export function detectorWords(detector: string): string {
  return DETECTORS.find(([name]) => name === detector)?.[1] ?? detector.replaceAll("_", " ");
}
