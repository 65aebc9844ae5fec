import { expect, test } from "vitest";
import { scaleOf } from "@/ui/interval-plot";
import { findingFilterOf, isFiltered } from "./finding-filter";
import type { Finding, Pattern, Trait } from "./queries";
import {
  byStream,
  countsWords,
  frequencyRows,
  guardWords,
  headingOf,
  isLater,
  learned,
  often,
  splitTraits,
  strictnessWords,
  traitFigure,
  trend,
  withAnswer,
} from "./words";

type Metric = Pattern["frequency"]["overall"];

function rate(flagged: number, n: number, low: number, high: number): Metric {
  return {
    value: n ? flagged / n : null,
    unit: "ratio",
    currency: null,
    formula: "",
    n,
    interval: n ? { low, high, confidence: 0.95, method: "wilson" } : null,
    excluded: [],
    reason: n ? null : "no_trades",
    small_sample: false,
    as_of: "2026-11-30T20:00:00Z",
  };
}

function pattern(values: Partial<Pattern> = {}): Pattern {
  return {
    id: "p1",
    detector: "tilt",
    version: 2,
    trade_type: "real",
    account_id: "a1",
    description: "Tilt: 2 times in 21 positions, 2 in the last 21.",
    status: "active",
    because: "",
    severity: 1,
    events: 2,
    positions: 678,
    missing: 0,
    frequency: {
      overall: rate(24, 678, 0.02, 0.05),
      lately: rate(4, 60, 0.03, 0.16),
      before: rate(20, 618, 0.02, 0.05),
      window: 60,
    },
    cost: {
      r: null,
      interval: null,
      flagged: 2,
      mean_flagged: null,
      mean_others: null,
      against: "others",
      is_measurable: false,
      said: "",
    },
    traits: [],
    first_seen: "2026-11-30T20:00:00Z",
    last_seen: "2026-11-30T20:00:00Z",
    updated_at: "2026-11-30T20:00:00Z",
    ...values,
  };
}

test("a stream that learns says how far it is", () => {
  expect(learned(8, 12)).toBe("8 of 20 positions");
  expect(learned(678, 0)).toBe("20 of 20 positions");
});

test("how often is that of the latest positions, and the way is claimed only where intervals lie apart", () => {
  expect(often(pattern())).toBe("7% of the last 60");
  expect(trend(pattern())).toBe("same");
  const { frequency } = pattern();
  expect(often(pattern({ frequency: { ...frequency, lately: rate(0, 60, 0, 0.06) } }))).toBe(
    "not once in the last 60",
  );
  expect(often(pattern({ frequency: { ...frequency, lately: rate(1, 400, 0, 0.02) } }))).toBe(
    "under 1% of the last 400",
  );
  expect(trend(pattern({ frequency: { ...frequency, lately: rate(9, 60, 0.08, 0.26) } }))).toBe("more");
  expect(trend(pattern({ frequency: { ...frequency, before: rate(90, 618, 0.17, 0.2) } }))).toBe("less");
  expect(trend(pattern({ frequency: { ...frequency, before: rate(0, 0, 0, 0) } }))).toBeNull();
});

test("spans without a position are no rows", () => {
  const { frequency } = pattern();
  const rows = frequencyRows({ frequency: { ...frequency, before: rate(0, 0, 0, 0) } });

  expect(rows.map(({ words }) => words)).toEqual(["The latest 60", "In all"]);
  expect(rows[1]).toEqual({ words: "In all", value: 24 / 678, low: 0.02, high: 0.05, n: 678 });
});

test("a heading is the description without its figures", () => {
  expect(headingOf(pattern())).toBe("Tilt");
  expect(
    headingOf({ description: "Entries that chase the price: once in 9 positions, 1 in the last 9." }),
  ).toBe("Entries that chase the price");
});

test("real money comes before training, and the order within stays", () => {
  const streams = byStream([
    pattern({ id: "t1", trade_type: "training", account_id: "a2" }),
    pattern({ id: "r1" }),
    pattern({ id: "t2", trade_type: "training", account_id: "a2" }),
    pattern({ id: "r2" }),
  ]);

  expect(streams.map((stream) => stream.map(({ id }) => id))).toEqual([
    ["r1", "r2"],
    ["t1", "t2"],
  ]);
});

test("tests that found something stand apart from all others", () => {
  const traits = (["found", "not_found", "too_few"] as const).map(
    (status): Trait => ({
      name: status,
      status,
      value: 1,
      unit: "R",
      n: 9,
      interval: null,
      p_value: null,
      reason: null,
    }),
  );
  const [found, others] = splitTraits(traits);

  expect(found.map(({ name }) => name)).toEqual(["found"]);
  expect(others.map(({ name }) => name)).toEqual(["not_found", "too_few"]);
  expect(traitFigure(-0.35, "R")).toBe("\u22120.35R");
  expect(traitFigure(0.52, "ratio")).toBe("0.52\u00d7");
  expect(traitFigure(0.15, "share")).toBe("15%");
});

test("guards and strictness are said in words", () => {
  expect(guardWords(["planned_reentry", "brand_new"])).toBe("a re-entry that was planned, brand new");
  expect(strictnessWords(0)).toContain("as with everybody");
  expect(strictnessWords(0.25)).toContain("25%");
});

const finding = { id: "e1", status: "fired", answer: null, counts: true } as Finding;

test("an answer counts at once, and only its own finding changes", () => {
  expect(withAnswer(finding, "e1", "no")).toMatchObject({ answer: "no", counts: false });
  expect(withAnswer(finding, "e1", "was_planned").counts).toBe(false);
  expect(withAnswer(finding, "e1", "yes").counts).toBe(true);
  expect(withAnswer({ ...finding, status: "withdrawn" }, "e1", "yes").counts).toBe(false);
  expect(withAnswer(finding, "e2", "no")).toBe(finding);
});

test("whether it counts is said with its reason", () => {
  expect(countsWords({ counts: true, status: "fired", answer: null })).toContain("until you say otherwise");
  expect(countsWords({ counts: false, status: "fired", answer: "no" })).toContain("does not count");
  expect(countsWords({ counts: false, status: "withdrawn", answer: "yes" })).toContain("Withdrawn");
});

test("an address filters findings by what the server knows", () => {
  const filter = findingFilterOf({
    detector: "revenge",
    severity: "grave",
    answer: "none",
    view: "findings",
  });

  expect(filter.detector).toBe("revenge");
  expect(filter.severity).toBeUndefined();
  expect(isFiltered(filter)).toBe(true);
  expect(isFiltered(findingFilterOf({ view: "findings" }))).toBe(false);
});

test("a scale holds zero and all ends", () => {
  const row = { words: "", value: -6, low: -17.5, high: 1.1, n: 24 };

  expect(scaleOf([row])).toEqual([-17.5, 1.1]);
  expect(scaleOf([{ ...row, low: -9, high: -3 }])).toEqual([-9, 0]);
  expect(scaleOf([])).toEqual([0, 1]);
});

test("a look is over once it is later than what it is waited for", () => {
  expect(isLater("2026-11-30T21:16:05.179633Z", "2026-11-30T21:16:03.1Z")).toBe(true);
  expect(isLater("2026-11-30T21:16:05.179633Z", "2026-11-30T21:16:05.179633Z")).toBe(false);
  expect(isLater("2026-11-30T21:16:05Z", null)).toBe(true);
  expect(isLater(null, null)).toBe(false);
  expect(isLater(undefined, null)).toBe(false);
});
