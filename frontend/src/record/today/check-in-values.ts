// A check-in as it is moved by sliders. Pure.
import type { CheckIn, WriteCheckIn } from "./queries";

export type MeasureName = "mood" | "energy" | "focus" | "stress" | "sleep_hours";

export interface Measure {
  name: MeasureName;
  words: string;
  least: string;
  most: string;
  min: number;
  max: number;
  step: number;
  /** Where the slider stands while nothing is said. */
  middle: number;
}

const SCALE = { min: 1, max: 5, step: 1, middle: 3 };

export const MEASURES: readonly Measure[] = [
  { name: "mood", words: "Mood", least: "low", most: "good", ...SCALE },
  { name: "energy", words: "Energy", least: "tired", most: "fresh", ...SCALE },
  { name: "focus", words: "Focus", least: "scattered", most: "sharp", ...SCALE },
  { name: "stress", words: "Stress", least: "calm", most: "tense", ...SCALE },
  { name: "sleep_hours", words: "Sleep", least: "0 h", most: "12 h", min: 0, max: 12, step: 0.5, middle: 7 },
];

export type Said = Required<WriteCheckIn>;

/** All that a check-in says: a write replaces it whole. */
export function saidOf(checkIn: CheckIn | null | undefined): Said {
  return {
    mood: checkIn?.mood ?? null,
    energy: checkIn?.energy ?? null,
    focus: checkIn?.focus ?? null,
    stress: checkIn?.stress ?? null,
    sleep_hours: checkIn?.sleep_hours ?? null,
    note: checkIn?.note ?? null,
    intention: checkIn?.intention ?? null,
  };
}

/** What a digit means for a slider: its value, or null where it has no such value. */
export function valueOfKey(measure: Measure, key: string): number | null {
  if (!/^\d$/.test(key)) return null;
  const value = Number(key);
  return value >= measure.min && value <= measure.max ? value : null;
}

/** How many of the measures are said. */
export function countSaid(said: Said): number {
  return MEASURES.filter(({ name }) => said[name] !== null).length;
}
