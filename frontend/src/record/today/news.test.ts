import { expect, it } from "vitest";
import { newPatterns, recentNudges } from "./news";
import type { Nudge, Pattern } from "./queries";

const NOW = new Date("2026-11-30T12:00:00Z");
const pattern = (values: Partial<Pattern>) =>
  ({ status: "active", severity: 1, last_seen: "2026-11-29T12:00:00Z", ...values }) as Pattern;

it("shows what was seen this week and is not over, the gravest first", () => {
  const shown = newPatterns(
    [
      pattern({ id: "mild" }),
      pattern({ id: "grave", severity: 5 }),
      pattern({ id: "over", status: "resolved" }),
      pattern({ id: "old", last_seen: "2026-11-22T12:00:00Z" }),
    ],
    NOW,
  );
  expect(shown.map(({ id }) => id)).toEqual(["grave", "mild"]);
});

it("puts nudges without a word on them first", () => {
  const nudge = (id: string, feedback: Nudge["feedback"], decided_at = "2026-11-30T09:00:00Z") =>
    ({ id, feedback, decided_at }) as Nudge;
  const shown = recentNudges(
    [nudge("said", "helpful"), nudge("open", null), nudge("old", null, "2026-11-01T09:00:00Z")],
    NOW,
  );
  expect(shown.map(({ id }) => id)).toEqual(["open", "said"]);
});
