import { expect, it } from "vitest";
import { expiryChoices } from "./expiry-choices";

it("offers the closes of New York on the trader's clock", () => {
  const monday = new Date("2026-11-30T15:00:00Z"); // 10:00 in New York, 16:00 in Berlin
  expect(expiryChoices(monday, "Europe/Berlin")).toEqual([
    ["An hour", "2026-11-30T17:00"],
    ["New York close", "2026-11-30T23:00"],
    ["A day", "2026-12-01T16:00"],
    ["Friday's close", "2026-12-04T23:00"],
  ]);
});

it("leaves out a close that is over", () => {
  const fridayEvening = new Date("2026-12-04T23:30:00Z"); // 18:30 in New York
  expect(expiryChoices(fridayEvening, "UTC").map(([words]) => words)).toEqual(["An hour", "A day"]);
});
