import { describe, expect, it } from "vitest";
import { instantOf, localOf } from "./local-time";

const iso = (local: string, zone: string) => instantOf(local, zone)?.toISOString();

describe("times of the trader's zone", () => {
  it("are read and written at UTC+8 without a shift of the day", () => {
    expect(iso("2026-11-30T07:30", "Asia/Singapore")).toBe("2026-11-29T23:30:00.000Z");
    expect(localOf(new Date("2026-11-29T23:30:00Z"), "Asia/Singapore")).toBe("2026-11-30T07:30:00");
  });

  it("follow the change of clocks", () => {
    expect(iso("2026-03-08T01:30", "America/New_York")).toBe("2026-03-08T06:30:00.000Z");
    expect(iso("2026-03-08T03:30", "America/New_York")).toBe("2026-03-08T07:30:00.000Z");
  });

  it("take the first of two equal hours, and the hour after one that is left out", () => {
    expect(iso("2026-11-01T01:30", "America/New_York")).toBe("2026-11-01T05:30:00.000Z");
    expect(iso("2026-03-08T02:30", "America/New_York")).toBe("2026-03-08T07:30:00.000Z");
  });

  it("are null where the text is no time", () => {
    expect(instantOf("", "UTC")).toBeNull();
    expect(instantOf("tomorrow", "UTC")).toBeNull();
  });
});
