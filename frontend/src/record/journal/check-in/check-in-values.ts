// A check-in as it is typed, and what of it is sent.
import type { components } from "@/api/generated/openapi";
import type { CheckIn } from "../queries";

export const SCORES = ["mood", "energy", "focus", "stress"] as const;
export type Score = (typeof SCORES)[number];

export interface CheckInValues extends Record<Score, number | null> {
  sleep_hours: number | null;
  note: string;
  intention: string;
}

export const EMPTY_CHECK_IN: CheckInValues = {
  mood: null,
  energy: null,
  focus: null,
  stress: null,
  sleep_hours: null,
  note: "",
  intention: "",
};

export const SCORE_WORDS: Record<Score, readonly [low: string, high: string]> = {
  mood: ["Low", "Bright"],
  energy: ["Tired", "Awake"],
  focus: ["Scattered", "Sharp"],
  stress: ["At ease", "Tense"],
};

export function valuesOf(checkIn: CheckIn | null): CheckInValues {
  if (checkIn === null) return EMPTY_CHECK_IN;
  const { mood, energy, focus, stress, sleep_hours, note, intention } = checkIn;
  return {
    mood,
    energy,
    focus,
    stress,
    sleep_hours: sleep_hours === null ? null : Number(sleep_hours),
    note: note ?? "",
    intention: intention ?? "",
  };
}

export function saysSomething(values: CheckInValues): boolean {
  return Object.values(values).some((value) => value !== null && value !== "");
}

export function bodyOf(values: CheckInValues): components["schemas"]["WriteCheckIn"] {
  const { sleep_hours, note, intention, ...scores } = values;
  return {
    ...scores,
    sleep_hours: sleep_hours === null ? null : String(sleep_hours),
    note: note.trim() || null,
    intention: intention.trim() || null,
  };
}

/** A score in words: "4 of 5, nearer to bright". */
export function scoreInWords(name: Score, value: number | null): string {
  if (value === null) return "not said";
  const [low, high] = SCORE_WORDS[name];
  if (value === 3) return "3 of 5, in the middle";
  const pole = (value < 3 ? low : high).toLowerCase();
  return `${value} of 5, ${value === 1 || value === 5 ? pole : `nearer to ${pole}`}`;
}
