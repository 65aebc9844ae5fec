import { describe, expect, it } from "vitest";
import { askedOf, sideOf, sideOfSlice, textOfSearch, textOfSide } from "./sides";

describe("a side of a comparison", () => {
  it("is a word of the address with every value of its filter", () => {
    const text = textOfSearch({ tag: "a & b|c", hour: "9", by: "setup", status: "open" });
    expect(sideOf(text).filter).toEqual({ tag: "a & b|c", hour: "9" });
    expect(askedOf(sideOf(text))).toMatchObject({ tag: ["a & b", "c"], hour: ["9"], trade_type: "real" });
    expect(sideOf(textOfSearch({})).filter).toEqual({});
  });

  it("comes from a question: as a filter where one says the same, and nothing is lost", () => {
    const side = sideOfSlice({
      day_from: "2026-11-01",
      trade_type: null,
      only: { tags: ["fomo", "news"], sessions: ["london"], hours: [], direction: "long" },
      excluding: { weekdays: ["monday"], setups: [] },
    });
    expect(side.filter).toEqual({
      tag: "fomo|news",
      direction: "long",
      day_from: "2026-11-01",
      trade_type: "all",
    });
    const again = sideOf(textOfSide(side));
    expect(again.only).toEqual({ sessions: ["london"] });
    expect(again.excluding).toEqual({ weekdays: ["monday"] });
    expect(askedOf(again).trade_type).toBeNull();
  });

  it("that was cut off limits nothing by what cannot be read", () => {
    expect(sideOf("only=%7B%22tags").only).toBeUndefined();
  });
});
