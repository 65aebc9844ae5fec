// What of the look is the same on every device, and how the API calls it. Pure.
import type { components } from "@/api/generated/openapi";
import type { Look } from "@/ui/look";

type Preferences = components["schemas"]["AppPreferences"];
export type SharedLook = Pick<
  Look,
  "theme" | "density" | "unit" | "palette" | "hidesMoney" | "hasSingleKeys" | "weekStart" | "locale"
>;

export function sharedPart(look: SharedLook): SharedLook {
  const { theme, density, unit, palette, hidesMoney, hasSingleKeys, weekStart, locale } = look;
  return { theme, density, unit, palette, hidesMoney, hasSingleKeys, weekStart, locale };
}

/** What was said on some device; what was not said stays as this device has it. */
export function lookOf(preferences: Preferences): Partial<SharedLook> {
  const { theme, density, unit, palette, hides_money, has_single_keys, week_start, locale } = preferences;
  const said = {
    theme,
    density,
    unit,
    palette,
    hidesMoney: hides_money,
    hasSingleKeys: has_single_keys,
    weekStart: week_start,
    locale,
  };
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** What differs, as a change of the profile has it. */
export function changedIn(before: SharedLook, now: SharedLook): Preferences {
  const whole: Preferences = {
    theme: now.theme,
    density: now.density,
    unit: now.unit,
    palette: now.palette,
    hides_money: now.hidesMoney,
    has_single_keys: now.hasSingleKeys,
    week_start: now.weekStart,
    locale: now.locale,
  };
  const names: Record<keyof SharedLook, keyof Preferences> = {
    theme: "theme",
    density: "density",
    unit: "unit",
    palette: "palette",
    hidesMoney: "hides_money",
    hasSingleKeys: "has_single_keys",
    weekStart: "week_start",
    locale: "locale",
  };
  const changed = (Object.keys(names) as (keyof SharedLook)[]).filter((name) => before[name] !== now[name]);
  return Object.fromEntries(changed.map((name) => [names[name], whole[names[name]]]));
}
