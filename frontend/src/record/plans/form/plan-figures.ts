// What follows from the prices of a plan while they are typed: risk, reward, size. As the server reckons it. Pure.
import Big from "big.js";

export interface PricesTyped {
  direction: "" | "long" | "short";
  /** One level, or the two edges of a zone in any order. */
  entries: readonly string[];
  stop: string;
  targets: readonly string[];
  size: string;
  /** What may be lost, in the currency of the instrument; empty where nothing is said. */
  riskAmount: string;
}

export interface PlanFigures {
  /** From the worse edge of the zone to the stop, in money; null where something is missing. */
  riskPerUnit: string | null;
  risk: string | null;
  /** For each target that is a price, reward over risk; null where it is none. */
  ratios: readonly (string | null)[];
  /** What the first and the last target would bring at this size, in money. */
  rewards: readonly (string | null)[];
  /** The largest size that loses no more than the amount. */
  sizeForRisk: string | null;
  /** What does not fit together, at its field. */
  problems: Readonly<Record<string, string>>;
}

const PLAIN = /^-?\d+(?:\.\d+)?$/;

export function isPlain(text: string): boolean {
  return PLAIN.test(text.trim());
}

function decimals(texts: readonly string[]): Big[] {
  return texts.filter(isPlain).map((text) => new Big(text.trim()));
}

/** The edge of the zone that is worse for the trader, so that nothing looks better than it is. */
export function worseEdge(direction: "long" | "short", entries: readonly string[]): Big | null {
  const edges = decimals(entries);
  if (edges.length === 0 || edges.length < entries.length) return null;
  return edges.reduce((one, other) => ((direction === "long" ? other.gt(one) : other.lt(one)) ? other : one));
}

export function figuresOf(typed: PricesTyped, multiplier: string | undefined, lotStep = "1"): PlanFigures {
  const nothing: PlanFigures = {
    riskPerUnit: null,
    risk: null,
    ratios: typed.targets.map(() => null),
    rewards: typed.targets.map(() => null),
    sizeForRisk: null,
    problems: {},
  };
  if (typed.direction === "") return nothing;
  const sign = typed.direction === "long" ? 1 : -1;
  const entry = worseEdge(typed.direction, typed.entries);
  if (entry === null || !isPlain(typed.stop)) return nothing;
  const problems = problemsOf(typed, sign);
  const distance = entry.minus(typed.stop.trim()).times(sign);
  if (distance.lte(0)) return { ...nothing, problems };
  const rewardOf = (target: string) => new Big(target.trim()).minus(entry).times(sign);
  const ratios = typed.targets.map((target) =>
    isPlain(target) ? rewardOf(target).div(distance).round(2, Big.roundHalfEven).toFixed(2) : null,
  );
  if (multiplier === undefined) return { ...nothing, ratios, problems };
  const perUnit = distance.times(multiplier);
  const size = isPlain(typed.size) && new Big(typed.size.trim()).gt(0) ? new Big(typed.size.trim()) : null;
  return {
    riskPerUnit: perUnit.toFixed(),
    risk: size && perUnit.times(size).toFixed(),
    ratios,
    rewards: typed.targets.map((target) =>
      isPlain(target) && size ? rewardOf(target).times(multiplier).times(size).toFixed() : null,
    ),
    sizeForRisk: isPlain(typed.riskAmount) ? sizeFor(typed.riskAmount, perUnit, lotStep) : null,
    problems,
  };
}

/** The largest whole number of lots that loses no more than an amount; null where not even one fits. */
export function sizeFor(amount: string, perUnit: Big | string, lotStep: string): string | null {
  const step = new Big(lotStep);
  const each = new Big(perUnit);
  if (each.lte(0) || step.lte(0)) return null;
  const lots = new Big(amount.trim()).div(each).div(step).round(0, Big.roundDown);
  return lots.gt(0) ? lots.times(step).toFixed() : null;
}

function problemsOf(typed: PricesTyped, sign: number): Record<string, string> {
  const problems: Record<string, string> = {};
  const edges = decimals(typed.entries);
  const side = sign > 0 ? "below" : "above";
  if (edges.some((edge) => edge.minus(typed.stop.trim()).times(sign).lte(0))) {
    problems.stop_loss_level = `For a ${typed.direction} plan the stop belongs ${side} the entry.`;
  }
  for (const [place, target] of typed.targets.entries()) {
    if (!isPlain(target)) continue;
    if (edges.some((edge) => new Big(target.trim()).minus(edge).times(sign).lte(0))) {
      problems[`take_profit_targets.${place}`] =
        "A target belongs beyond the entry, in the direction of the plan.";
    }
  }
  return problems;
}

/** A share of an account in money: 1 % of 50,000 is 500. */
export function shareOf(account: string, percent: string): string {
  return new Big(account).times(percent).div(100).toFixed();
}
