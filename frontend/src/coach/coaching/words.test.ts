import { expect, test } from "vitest";
import { bodyOf, USUAL_COMMITMENT } from "@/record/rulebook/commitment-fields";
import { patternIdsOf, ratingWords, stepWords } from "./words";

test("an agreed step says whether it was kept, and a promise that it is measured", () => {
  const step = { next_step: "Wait", step_kept: null, commitment_id: null };

  expect(stepWords({ ...step, next_step: null })).toBeNull();
  expect(stepWords(step)).toContain("Not said yet");
  expect(stepWords({ ...step, step_kept: false })).toBe("You did not keep it.");
  expect(stepWords({ ...step, commitment_id: "c1" })).toContain("measured");
});

test("patterns are told apart from what else answers stand on", () => {
  expect(patternIdsOf({ patterns_identified: ["pattern:p1", "trade:t1", "pattern:"] })).toEqual(["p1"]);
  expect(ratingWords(4)).toBe("4 of 5");
  expect(ratingWords(null)).toBe("not rated");
});

test("only what belongs to a promise is sent", () => {
  expect(bodyOf(USUAL_COMMITMENT)).toEqual({
    trigger: "after_losses",
    promise: "pause",
    count: 2,
    minutes: 30,
    percent: null,
  });
  expect(bodyOf({ ...USUAL_COMMITMENT, trigger: "after_stop", promise: "reduce_size" })).toMatchObject({
    count: null,
    minutes: null,
    percent: 50,
  });
});
