// The chance of a forecast: as it is shown, as the engine said it, and beside what the trade needs to break even. Pure.
import type { Message } from "@/live/events";

export type Verdict = NonNullable<Message["verdict"]>;

/** Ratio of trades that must reach the target at this reward for its risk, in percent; null where none was read. */
export function breakEven(verdict: Verdict): number | null {
  const reward = Number(verdict.read.risk_reward);
  return verdict.read.risk_reward !== null && reward > 0 ? Math.round(100 / (1 + reward)) : null;
}

export function engineOf(verdict: Verdict): string {
  return verdict.engine === "rules" ? "The rules" : verdict.model;
}

/** How the chance is told: "41% to the first target before the stop, not yet calibrated". */
export function chanceWords(verdict: Verdict): string | null {
  const chance = verdict.shown_confidence ?? verdict.confidence;
  if (chance === null) return null;
  return `${chance}% to the first target before the stop, ${verdict.calibration}`;
}

/** What the engine itself said, and what was made of it: "gpt-4o said 60%; 41% is drawn to 42 decided verdicts." */
export function rawWords(verdict: Verdict): string | null {
  const { confidence, shown_confidence, calibration } = verdict;
  if (confidence === null) return null;
  const said = `${engineOf(verdict)} said ${confidence}%`;
  if (shown_confidence === null || shown_confidence === confidence) return `${said}, ${calibration}.`;
  return `${said}; ${shown_confidence}% is ${calibration}.`;
}

const REASONS: Readonly<Record<string, string>> = {
  over_budget: "your AI budget is used up",
  timeout: "it took too long",
  rate_limited: "it takes no more at the moment",
  provider_error: "it had a fault",
  invalid_answer: "its answer could not be used",
  refused: "it declined",
  circuit_open: "it has failed too often just now",
};

/** Why the rules answered instead of the provider; null where they did not. */
export function fallbackWords(reason: string | null): string | null {
  if (reason === null) return null;
  return REASONS[reason] ?? reason.replaceAll("_", " ");
}
