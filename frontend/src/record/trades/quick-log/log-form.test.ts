import { describe, expect, it } from "vitest";
import { EMPTY, previewOf, requestOf, valuesOf } from "./log-form";
import { readLine } from "./log-line";

// In Singapore it is already half past one in the morning of the first of December.
const CLOCK = { now: new Date("2026-11-30T17:30:00Z"), zone: "Asia/Singapore" };

describe("the form of a logged trade", () => {
  it("takes day and clock as the trader's zone has them", () => {
    const values = valuesOf(readLine("short NQ 17890 at 23:10 yesterday x1"), CLOCK);
    expect(values.entry_time).toBe("2026-11-30T23:10");
    expect(requestOf(values, CLOCK).entry_time).toBe("2026-11-30T15:10:00.000Z");
  });

  it("is of this moment where no time is said, and closed now where an exit is", () => {
    const request = requestOf(valuesOf(readLine("long ES 4500 x1 out 4510"), CLOCK), CLOCK);
    expect(request.entry_time).toBe("2026-11-30T17:30:00.000Z");
    expect(request.exit_time).toBe("2026-11-30T17:30:00.000Z");
    expect(requestOf(valuesOf(readLine("long ES 4500 x1"), CLOCK), CLOCK).exit_time).toBeUndefined();
  });

  it("sends prices as they were written, and tags without their mark", () => {
    const request = requestOf({ ...EMPTY, entry_price: "110'165", pattern_tags: "#late, chase" }, CLOCK);
    expect(request.entry_price).toBe("110'165");
    expect(request.pattern_tags).toEqual(["late", "chase"]);
  });

  it("previews risk and reward exactly", () => {
    const values = valuesOf(readLine("long ES 4500.25 stop 4490 target 4520 x2"), CLOCK);
    // (4500.25 - 4490) * 50 * 2 = 1025; 19.75 / 10.25 = 1.93
    expect(previewOf(values, "50")).toEqual({ risk: "1025", ratio: "1.93", problem: null });
    expect(previewOf({ ...values, stop_price: "4501" }, "50").problem).toContain("stop");
    expect(previewOf({ ...values, direction: "short" }, "50").problem).toContain("stop");
    expect(previewOf({ ...values, entry_price: "110'165" }, "50").risk).toBeNull();
  });
});
