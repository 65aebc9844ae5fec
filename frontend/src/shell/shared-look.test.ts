import { describe, expect, it } from "vitest";
import { changedIn, lookOf, type SharedLook } from "./shared-look";

const LOOK: SharedLook = {
  theme: "system",
  density: "comfortable",
  unit: "money",
  palette: "green-red",
  hidesMoney: false,
  hasSingleKeys: true,
  weekStart: "monday",
  locale: null,
};

describe("the look on every device", () => {
  it("takes over what was said, a no included, and leaves the rest as it is here", () => {
    const said = { theme: "dark", has_single_keys: false, unit: null, locale: null } as const;
    expect(lookOf(said)).toEqual({ theme: "dark", hasSingleKeys: false });
  });

  it("tells what changed by its name of the API, and nothing else", () => {
    expect(changedIn(LOOK, { ...LOOK, hidesMoney: true, weekStart: "sunday" })).toEqual({
      hides_money: true,
      week_start: "sunday",
    });
    expect(changedIn(LOOK, { ...LOOK })).toEqual({});
  });

  it("takes a language back", () => {
    expect(changedIn({ ...LOOK, locale: "de-CH" }, LOOK)).toEqual({ locale: null });
  });
});
