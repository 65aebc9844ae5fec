// The figures that a finding rests on: their names in words, and how each is shown. Pure.
import { duration, moment, named, number, percent } from "@/ui/format";

export type FigureKind = "money" | "r" | "words";

export interface EvidenceFigure {
  readonly name: string;
  readonly words: string;
  readonly kind: FigureKind;
  /** Ready to be read; of money and R the bare figure. */
  readonly value: string;
}

const NAMES: Record<string, string> = {
  gap_minutes: "Time since the loss",
  pause_minutes: "Your own pause",
  fast_below_minutes: "Fast for you is below",
  size_ratio: "Risk against your usual",
  loss_r: "The loss before",
  day_r_before: "The day until then",
  fast: "Faster than you usually are",
  larger: "Larger than you usually trade",
  unplanned: "Without a plan from before",
  plans_rarely: "You rarely write plans",
  same_instrument: "In the same instrument",
  flipped: "In the other direction",
  second_loss: "After a second loss",
  bad_day: "On a bad day",
  chased_r: "Chased the price by",
  run: "Run before the entry",
  reward_missing: "Reward that was missing",
  seconds_since_first_mention: "Since it was first mentioned",
  chased: "Chased",
  extended: "The move was extended",
  too_little_left: "Too little was left of it",
  rapid: "Entered at once",
  entered_again_at_a_worse_price: "Entered again at a worse price",
  risk: "Risk of the account",
  risk_amount: "Risk",
  open_risk: "Open risk of the account",
  family_open_risk: "Open risk in like markets",
  limit_most_risk: "Your limit a trade",
  limit_most_risk_amount: "Your limit a trade",
  limit_most_open_risk: "Your limit for all that is open",
  decisions: "Trades in the session",
  beyond: "Beyond the usual",
  usual_at_most: "Usual for you is up to",
  declared: "Your own limit",
  stop_point: "The last trade that usually pays",
  market_range: "Range of the market against usual",
  held_minutes: "Held for",
  usual_minutes: "Usual for you",
  times_as_long: "Against your usual",
  widened_r: "Stop moved further away by",
  removed: "The stop was taken away",
  stop_events: "Moves of the stop",
  old_stop_was_hit: "The old stop was hit",
  effect_r: "What the move made",
  beyond_stop_r: "Lost beyond the stop",
  tolerance_r: "Your usual slippage",
  inferred: "Read from the result alone",
  unreached: "Of the way was left",
  target_r: "The target",
  captured_r: "Taken",
  gave_up_r: "Given up",
  saved_r: "Saved",
  efficiency: "Of the best price taken",
  after_loss: "Right after a loss",
  near_break_even: "The day stood near break-even",
  added_size: "Added, of the first size",
  adds: "Adds",
  open_r: "Open result at the add",
  terms_edited: "Terms edited",
  target_nearer: "Target moved nearer, of the way",
  ticks_after_exit: "Checks ticked after the exit",
  tilt: "Heat",
  peak: "Heat at its highest",
  soft_evidence: "Of it from soft signs",
  seen: "Signs close together",
  behaviours: "What was seen",
  until: "Until",
  entered_while_hot: "Entered meanwhile",
  phase: "Part of the day",
  positions_in_phase: "Positions in it",
  mean_r: "Mean in it",
  mean_r_shrunk: "Mean in it, drawn to the others",
  mean_r_of_others: "Mean of the others",
  chance: "Likely by chance alone",
};

const SHARES = new Set([
  "risk",
  "open_risk",
  "family_open_risk",
  "limit_most_risk",
  "limit_most_open_risk",
  "unreached",
  "efficiency",
  "added_size",
  "target_nearer",
  "chance",
]);
const TIMES = new Set(["size_ratio", "times_as_long", "market_range"]);
const IDENTIFIER = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** Figures by name: what is not known or only an identifier is left out, and so are signs that were not there. */
export function figuresOf(inputs: Readonly<Record<string, unknown>>): EvidenceFigure[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const shown = shownAs(name, value);
    return shown === null ? [] : [{ name, words: NAMES[name] ?? named(name), ...shown }];
  });
}

function shownAs(name: string, value: unknown): Pick<EvidenceFigure, "kind" | "value"> | null {
  if (value === true) return { kind: "words", value: "yes" };
  if (typeof value === "string") return textOf(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  if (name.includes("risk_amount")) return { kind: "money", value: String(value) };
  if (name.endsWith("_r") || name.startsWith("mean_r")) return { kind: "r", value: String(value) };
  return { kind: "words", value: numberOf(name, value) };
}

function textOf(value: string): Pick<EvidenceFigure, "kind" | "value"> | null {
  if (IDENTIFIER.test(value) || value === "") return null;
  if (INSTANT.test(value)) return { kind: "words", value: moment(value) };
  return { kind: "words", value: value.replaceAll("_", " ") };
}

function numberOf(name: string, value: number): string {
  if (name.endsWith("_minutes")) return duration(value * 60);
  if (name.startsWith("seconds_")) return duration(value);
  if (SHARES.has(name)) return percent(value, value < 0.1 ? 2 : 0);
  const text = number(value, { maximumFractionDigits: 2 });
  return TIMES.has(name) ? `${text}\u00d7` : text;
}

const UNITS: Record<string, string> = {
  robust_z: "spreads from your usual",
  score: "on a scale to 1",
  tilt: "on a scale to 1",
  initial_risk: "of the initial risk",
  share_of_the_way: "of the way",
  first_size: "of the first size",
  times_the_limit: "times your limit",
};

/** How large it was, in its unit: "2.83 spreads from your usual". */
export function effectWords(effect: number, unit: string): string {
  const words = UNITS[unit] ?? unit.replaceAll("_", " ");
  return `${number(effect, { maximumFractionDigits: 2 })} ${words}`;
}
