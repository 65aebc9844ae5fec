import { expect, test } from "vitest";
import type { KindEfficacy, NudgePreferences } from "./queries";
import { countingEffect, difference, measured, outcomeWords, preferencesWith, switched } from "./words";

const MEASURED = { outcome_reason: null, measured_at: "2026-11-30T20:00:00Z" };

test("an outcome is said as what came, not as a number of its measure", () => {
  expect(outcomeWords({ ...MEASURED, kind: "after_close", outcome: 1 })).toBe(
    "What came: the session was reviewed.",
  );
  expect(outcomeWords({ ...MEASURED, kind: "near_limit", outcome: 0 })).toBe(
    "What came: the daily loss was not reached.",
  );
  expect(outcomeWords({ ...MEASURED, kind: "after_losses", outcome: -1.5 })).toBe(
    "What came: \u22121.50R in the rest of the session.",
  );
  expect(outcomeWords({ ...MEASURED, kind: "weekly_review", outcome: 0.8 })).toBe(
    "What came: 80% of trades kept every limit.",
  );
});

test("what is not known says why", () => {
  const unknown = { kind: "before_open", outcome: null } as const;

  expect(outcomeWords({ ...unknown, outcome_reason: null, measured_at: null })).toBe("Not measured yet.");
  expect(outcomeWords({ ...unknown, ...MEASURED, outcome_reason: "no_trades" })).toBe(
    "Not decided: no trades.",
  );
});

test("shares differ by points, results by R", () => {
  expect(difference("before_open", -0.12)).toBe("\u221212 pts");
  expect(difference("after_losses", 0.25)).toBe("+0.25R");
  expect(measured("after_close", 0.4)).toBe("40%");
});

test("the comparison with withheld ones counts once it has an interval", () => {
  const interval = { low: 0.1, high: 0.4, confidence: 0.95, method: "newcombe" as const };
  const effect = { value: 0.2, interval: null, n: 4, n_other: 3 };
  const kind = { against_withheld: effect, against_before: { ...effect, n: 30 } } as KindEfficacy;

  expect(countingEffect(kind).against).toBe("before");
  expect(countingEffect({ ...kind, against_withheld: { ...effect, interval } }).against).toBe("withheld");
});

test("a change keeps all else that was allowed, and brings nothing back by itself", () => {
  const current: NudgePreferences = {
    is_on: true,
    kinds_off: ["near_limit"],
    most_a_day: 2,
    during_open_trades: true,
    is_experiment: true,
    consented_at: "2026-11-30T20:00:00Z",
    retired: ["weekly_review"],
  };

  expect(preferencesWith(current, { most_a_day: 3 })).toEqual({
    is_on: true,
    kinds_off: ["near_limit"],
    most_a_day: 3,
    during_open_trades: true,
    is_experiment: true,
    bring_back: [],
  });
  expect(switched(["near_limit"], "near_limit", true)).toEqual([]);
  expect(switched(["near_limit"], "after_close", false)).toEqual(["near_limit", "after_close"]);
});
