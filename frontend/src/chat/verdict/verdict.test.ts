import { describe, expect, it } from "vitest";
import { breakEven, chanceWords, fallbackWords, rawWords, type Verdict } from "./chance";
import { passagesOf } from "./citations";
import { planWords, tradeWords } from "./spoken-idea";

const READ: Verdict["read"] = {
  direction: "long",
  instrument: "ES",
  timeframe: null,
  entry: "4500",
  stop: "4490",
  targets: ["4520", "4540"],
  position_size: null,
  risk_amount: null,
  risk_reward: "2",
};

function verdict(more: Partial<Verdict>): Verdict {
  const made: Partial<Verdict> = {
    engine: "openai",
    model: "gpt-4o",
    confidence: 60,
    shown_confidence: 41,
    calibration: "drawn to 42 decided verdicts",
    read: READ,
    ...more,
  };
  return made as Verdict;
}

describe("the chance", () => {
  it("is told as it is shown, with what the engine said behind it", () => {
    expect(chanceWords(verdict({}))).toBe(
      "41% to the first target before the stop, drawn to 42 decided verdicts",
    );
    expect(rawWords(verdict({}))).toBe("gpt-4o said 60%; 41% is drawn to 42 decided verdicts.");
  });

  it("is the engine's own where nothing is calibrated", () => {
    const own = verdict({ engine: "rules", shown_confidence: null, calibration: "not yet calibrated" });
    expect(chanceWords(own)).toBe("60% to the first target before the stop, not yet calibrated");
    expect(rawWords(own)).toBe("The rules said 60%, not yet calibrated.");
  });

  it("stands beside what breaks even: one in three at two to one", () => {
    expect(breakEven(verdict({}))).toBe(33);
    expect(breakEven(verdict({ read: { ...READ, risk_reward: null } }))).toBeNull();
  });

  it("of a verdict without one is not told", () => {
    expect(chanceWords(verdict({ confidence: null, shown_confidence: null }))).toBeNull();
  });
});

it("why the rules answered is told in words, and an unknown reason as it is", () => {
  expect(fallbackWords("over_budget")).toBe("your AI budget is used up");
  expect(fallbackWords("some_new_reason")).toBe("some new reason");
  expect(fallbackWords(null)).toBeNull();
});

describe("citations", () => {
  const facts = [{ id: "words.entry", statement: "Entry 4500.", source: "words" as const, value: "4500" }];

  it("cut the analysis where a sentence cites, each place once", () => {
    const passages = passagesOf({
      analysis: "Entry 4500 is fine. Wait. Entry 4500 is fine.",
      citations: [
        { sentence: "Entry 4500 is fine.", facts: ["words.entry"] },
        { sentence: "Entry 4500 is fine.", facts: ["words"] },
        { sentence: "This is not in it.", facts: [] },
      ],
      facts,
    });
    expect(passages).toEqual([
      { text: "Entry 4500 is fine.", sources: ["Entry 4500."] },
      { text: " Wait. ", sources: null },
      { text: "Entry 4500 is fine.", sources: ["You said so."] },
    ]);
  });
});

it("an idea is planned and logged in the words that name it", () => {
  expect(planWords(READ)).toBe("/plan long ES 4500 stop 4490 target 4520");
  expect(tradeWords({ ...READ, stop: null, targets: [] })).toBe("/trade long ES 4500");
  expect(planWords({ ...READ, stop: null })).toBeNull();
  expect(tradeWords({ ...READ, direction: null })).toBeNull();
});
