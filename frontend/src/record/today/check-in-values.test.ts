import { expect, it } from "vitest";
import { countSaid, MEASURES, saidOf, valueOfKey } from "./check-in-values";
import type { CheckIn } from "./queries";

const [mood] = MEASURES;
const sleep = MEASURES.at(-1);

it("takes the digits of the scale, and no other key", () => {
  if (!mood || !sleep) throw new Error("no measures");
  expect(["1", "5", "6", "0", "a", "F1"].map((key) => valueOfKey(mood, key))).toEqual([
    1,
    5,
    null,
    null,
    null,
    null,
  ]);
  expect(valueOfKey(sleep, "8")).toBe(8);
});

it("keeps note and intention when a slider moves", () => {
  const checkIn = { mood: 4, sleep_hours: "7.5", intention: "Two trades", note: null } as CheckIn;
  const said = { ...saidOf(checkIn), focus: 5 };
  expect(said).toMatchObject({ mood: 4, focus: 5, sleep_hours: "7.5", intention: "Two trades" });
  expect(countSaid(said)).toBe(3);
  expect(countSaid(saidOf(null))).toBe(0);
});
