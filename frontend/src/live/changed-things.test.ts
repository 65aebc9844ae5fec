import { describe, expect, it } from "vitest";
import { dependsOn, isOf } from "./changed-things";

describe("what another window changed", () => {
  it("asks anew for what is made of it, and for nothing else", () => {
    expect(dependsOn("plans", "plans")).toBe(true);
    expect(dependsOn("trades", "reports")).toBe(true);
    expect(dependsOn("journal", "reports")).toBe(false);
    expect(dependsOn("journal", undefined)).toBe(false);
  });

  it("is heard by the form of that thing alone", () => {
    expect(isOf({ resource: "plans", id: "a" }, "plans", "a")).toBe(true);
    expect(isOf({ resource: "plans", id: "b" }, "plans", "a")).toBe(false);
    expect(isOf({ resource: "trades", id: "a" }, "plans", "a")).toBe(false);
  });

  it("is heard by every form where it names no thing", () => {
    expect(isOf({ resource: "plans", id: null }, "plans", "a")).toBe(true);
    expect(isOf({ resource: "rulebook", id: null }, "rulebook", null)).toBe(true);
  });
});
