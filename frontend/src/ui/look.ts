// How the app looks: theme, palette, units, privacy, keys. Nothing of the record. `shell/look-sync` brings it to other devices.
import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { components } from "@/api/generated/openapi";
import { onDevice } from "@/api/kept";

export type Theme = "system" | "dark" | "light";
export type Palette = "green-red" | "blue-orange";
export type Unit = "money" | "r" | "percent";
export type Density = "comfortable" | "compact";
export type WeekStart = "monday" | "sunday" | "saturday";
export type Locale = NonNullable<components["schemas"]["AppPreferences"]["locale"]>;

export interface Look {
  theme: Theme;
  palette: Palette;
  unit: Unit;
  density: Density;
  /** Money is hidden everywhere, on axes too; R stays. */
  hidesMoney: boolean;
  /** Whether single letters are keys; they can be switched off (WCAG 2.1.4). */
  hasSingleKeys: boolean;
  weekStart: WeekStart;
  /** How numbers and dates are written; null: as the browser does. */
  locale: Locale | null;
  coachIsOpen: boolean;
  railIsNarrow: boolean;
  change(values: Partial<Omit<Look, "change">>): void;
}

const UNITS: readonly Unit[] = ["money", "r", "percent"];

export const useLook = create<Look>()(
  persist(
    (set) => ({
      theme: "system",
      palette: "green-red",
      unit: "money",
      density: "comfortable",
      hidesMoney: false,
      hasSingleKeys: true,
      weekStart: "monday",
      locale: null,
      coachIsOpen: false,
      railIsNarrow: false,
      change: (values) => set(values),
    }),
    { name: "coach.look", storage: createJSONStorage(() => onDevice) },
  ),
);

/** The next of money, R and percent. */
export function nextUnit(unit: Unit): Unit {
  return UNITS[(UNITS.indexOf(unit) + 1) % UNITS.length] ?? "money";
}

/** Put the look on the page. */
export function applyLook({ theme, palette, density, hidesMoney }: Look): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme;
  dataset.palette = palette;
  dataset.density = density;
  dataset.private = String(hidesMoney);
}
