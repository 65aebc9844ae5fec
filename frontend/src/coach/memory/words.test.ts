import { expect, test } from "vitest";
import type { Memory } from "./queries";
import { carriersOf, evidencePlace, freshness, howSure, isTypedRight, namesIn, sharingWords } from "./words";

const NOW = new Date("2026-11-30T20:00:00Z");
const memory = {
  status: "kept",
  in_use: true,
  confidence_now: 0.95,
  fades_at: "2027-05-02T20:00:00Z",
  half_life_days: 60,
} as Memory;

test("how fresh a memory is decides whether the coach goes by it", () => {
  expect(freshness(memory, NOW)).toBe("95% sure, fades in 5 months");
  expect(freshness({ ...memory, fades_at: null }, NOW)).toBe("95% sure");
  expect(freshness({ ...memory, in_use: false }, NOW)).toContain("Faded");
  expect(freshness({ ...memory, status: "proposed" }, NOW)).toContain("until you confirm");
  expect(howSure(memory)).toContain("60 days");
  expect(howSure({ ...memory, status: "proposed" })).not.toContain("days");
});

test("messages that carry it are those the server names well", () => {
  const carried = [{ message_id: "m1", how: "cited" }, { message_id: 3, how: "told" }, { how: "told" }];

  expect(carriersOf(carried)).toEqual([{ messageId: "m1", words: "An answer stands on it" }]);
});

test("evidence leads to what it names", () => {
  expect(evidencePlace("pattern:01a2")).toEqual({ kind: "pattern", id: "01a2" });
});

test("everything is forgotten only once its name is typed", () => {
  expect(isTypedRight(" Forget everything ")).toBe(true);
  expect(isTypedRight("forget")).toBe(false);
  expect(isTypedRight("")).toBe(false);
});

test("who may be told is said with names", () => {
  expect(sharingWords({ sharing: "some", providers: ["api.openai.com"] })).toBe(
    "Only api.openai.com may be told.",
  );
  expect(namesIn("api.openai.com, api.x.ai  ")).toEqual(["api.openai.com", "api.x.ai"]);
});
