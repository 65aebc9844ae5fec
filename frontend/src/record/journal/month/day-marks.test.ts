import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import type { JournalDay } from "../queries";
import { dayInSentence, resultOf } from "./day-marks";

formatFor({ locale: "en" });
const day: JournalDay = {
  day: "2026-11-24",
  entries: { daily: 1, free: 1, review: 0 },
  check_in: "late",
  trades: 3,
  closed: 3,
  money: [{ currency: "USD", results: 3, net: "-535.4" }],
  net_r: "-5.26",
  mood: 2,
};

describe("a day of the journal's calendar", () => {
  it("shows money where it is asked for and of one currency, else R", () => {
    expect(resultOf(day, "money")?.text).toBe("\u2212535");
    expect(resultOf(day, "r")?.text).toBe("\u22125.3R");
    const mixed = { ...day, money: [...day.money, { currency: "EUR", results: 1, net: "5" }] };
    expect(resultOf(mixed, "money")?.text).toBe("\u22125.3R");
    expect(resultOf({ ...day, net_r: null }, "r")).toBeNull();
  });

  it("is told in a sentence, without money where it is hidden", () => {
    const result = resultOf(day, "money");
    expect(dayInSentence(day, result, false)).toBe(
      "2 entries, checked in late, mood 2 of 5, 3 trades, result minus 535 USD",
    );
    expect(dayInSentence(day, result, true)).not.toContain("535");
  });
});
