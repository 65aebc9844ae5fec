import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import { presets, spanInWords } from "./date-span";

formatFor({ locale: "en" });
const spanOf = (words: string, today: string) =>
  presets(today).find((preset) => preset.words === words)?.span;

describe("named spans of days", () => {
  it("begin a week on Monday, also on a Sunday", () => {
    expect(spanOf("This week", "2026-11-29")).toEqual({ day_from: "2026-11-23", day_to: "2026-11-29" });
    expect(spanOf("Last week", "2026-11-30")).toEqual({ day_from: "2026-11-23", day_to: "2026-11-29" });
  });

  it("know the ends of months and the turn of the year", () => {
    expect(spanOf("Last month", "2026-03-31")).toEqual({ day_from: "2026-02-01", day_to: "2026-02-28" });
    expect(spanOf("Last month", "2026-01-05")).toEqual({ day_from: "2025-12-01", day_to: "2025-12-31" });
    expect(spanOf("This quarter", "2026-11-30")).toEqual({ day_from: "2026-10-01", day_to: "2026-11-30" });
    expect(spanOf("Last 30 days", "2026-03-01")).toEqual({ day_from: "2026-01-31", day_to: "2026-03-01" });
  });

  it("are called by their name, and others by their days", () => {
    expect(spanInWords({ day_from: "2026-11-01", day_to: "2026-11-30" }, "2026-11-30")).toBe("This month");
    expect(spanInWords({ day_from: "2026-11-03", day_to: "2026-11-03" }, "2026-11-30")).toBe(
      "Tue, Nov 3, 2026",
    );
    expect(spanInWords({ day_from: "2026-11-03" }, "2026-11-30")).toBe("From Tue, Nov 3, 2026");
  });
});
