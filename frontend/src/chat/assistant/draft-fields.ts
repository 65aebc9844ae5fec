// A draft in its fields: what each is called, how it is corrected, and what is sent back of what was changed. Pure.
import type { components } from "@/api/generated/openapi";

type Draft = components["schemas"]["DraftOut"];
export type Filled = Readonly<Record<string, string | boolean>>;
type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

export interface DraftField {
  readonly key: string;
  readonly path: Path;
  readonly label: string;
  readonly value: string | number | boolean | null;
  /** Asked for: the draft cannot be confirmed without it. */
  readonly isMissing: boolean;
  /** What the draft is about; shown, not changed. */
  readonly isFixed: boolean;
  readonly unit: string;
}

const NAMES: Readonly<Record<string, string>> = {
  position_size: "Size",
  entry_price: "Entry",
  stop_price: "Stop",
  target_price: "Target",
  exit_price: "Out",
  stop_loss_level: "Stop",
  take_profit_targets: "Targets",
  setup_description: "Setup",
  quantity: "Size",
  r: "R",
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  direction: ["long", "short"],
  trigger: ["after_stop", "after_loss", "after_win", "after_losses", "after_trades", "on_tilt"],
  promise: ["pause", "stop_for_the_day", "reduce_size"],
};
const LISTS = new Set(["take_profit_targets"]); // numbers, one after the other
const LINES = new Set(["entry_criteria"]); // sentences, a line each
const WORDS = new Set([
  "setup_description",
  "stop_loss_reasoning",
  "exit_rule",
  "invalidation_criteria",
  "intention",
  "statement",
  "note",
]);
const OPTIONAL = new Set(["stop_price", "target_price", "exit_price", "quantity", "statement", "market"]); // may be taken away
const FIXED = new Set(["trade_id", "replaces", "level", "setting", "unit", "entry_time", "exit_time"]);
const UNSAID = new Set(["trade_id", "replaces", "unit", "setting", "entry_time", "exit_time"]);
const COUNTS = new Set(["count", "minutes", "percent"]);
const UNITS: Readonly<Record<string, string>> = { percent: "%", r: " R" };

/** Every field of a draft, those that are asked for last. */
export function fieldsOf(draft: Draft): DraftField[] {
  const values = valuesIn(draft);
  const known = leavesOf(values).filter(
    ({ path }) => !draft.missing.includes(String(path[0])) && hasPlace(path, values),
  );
  const missing = draft.missing.map((name) => ({ path: [name], value: null }));
  const isOfTrade = draft.kind === "trade";
  return [...known, ...missing].map(({ path, value }, place) => ({
    key: path.join("."),
    path,
    label: labelOf(path, values),
    value,
    isMissing: place >= known.length,
    isFixed: FIXED.has(nameOf(path)) || (isOfTrade && path[0] === "exits"),
    unit: unitOf(path, values),
  }));
}

/** What is changed, each part whole as its operation takes it: all exits of a trade, where one of them was corrected. */
export function changesOf(draft: Draft, filled: Filled): Record<string, unknown> {
  const values = valuesIn(draft);
  const changes: Record<string, unknown> = {};
  for (const field of fieldsOf(draft)) {
    const typed = filled[field.key];
    if (typed === undefined) continue;
    const [top = "", ...rest] = field.path;
    const value = parsed(field, typed);
    if (rest.length === 0) changes[top] = value;
    else {
      changes[top] ??= structuredClone(values[top]);
      put(changes[top], rest, value);
    }
  }
  return changes;
}

/** What is wrong with each field, by the paths that the server names; the rest belongs to no field that can be filled in. */
export function errorsAt(
  fields: readonly DraftField[],
  problems: readonly { field: string; message: string }[],
): { at: Record<string, string>; elsewhere: string[] } {
  const at: Record<string, string> = {};
  const elsewhere: string[] = [];
  for (const { field, message } of problems) {
    const path = field.replace(/^changes\.(?=[a-z])/, "");
    const match =
      fields.find(({ key }) => key === field || key === path) ??
      fields.find(({ key }) => `${path}.`.startsWith(`${key}.`)) ??
      fields.find(({ key }) => `${key}.`.startsWith(`${path}.`));
    if (match && !match.isFixed) at[match.key] ??= message;
    else elsewhere.push(`${spaced(nameOf(field.split(".")))}: ${message}`);
  }
  return { at, elsewhere };
}

export function isShown(field: DraftField): boolean {
  return field.value !== null && !UNSAID.has(nameOf(field.path));
}

/** A value in words. */
export function shown(field: DraftField): string {
  if (typeof field.value === "boolean") return field.value ? "yes" : "no";
  if (CHOICES[nameOf(field.path)]) return spaced(String(field.value));
  return `${field.value}${field.unit}`;
}

/** Whether a value has to stand there: one that is asked for, or one that was told and may not be taken away. */
export function isNeeded(field: DraftField): boolean {
  if (field.isMissing) return true;
  return field.value !== null && typeof field.value !== "boolean" && !OPTIONAL.has(nameOf(field.path));
}

/** What a field is corrected with, and for a choice its options as pairs of value and words. */
export function controlOf(
  field: DraftField,
): { kind: "check" | "line" | "text" } | { kind: "choice"; options: readonly (readonly [string, string])[] } {
  const name = nameOf(field.path);
  if (typeof field.value === "boolean") return { kind: "check" };
  const choices = CHOICES[name];
  if (choices) {
    return {
      kind: "choice",
      options: [["", "choose"], ...choices.map((choice) => [choice, spaced(choice)] as const)],
    };
  }
  return { kind: WORDS.has(name) || LINES.has(name) ? "text" : "line" };
}

function valuesIn(draft: Draft): Fields {
  return draft.kind === "trade" ? { ...draft.trade, ...draft.proposal } : (draft.proposal ?? {});
}

interface Leaf {
  path: Path;
  value: string | number | boolean | null;
}

/** The values one by one, each with its place in what is sent back. */
function leavesOf(value: unknown, path: Path = []): Leaf[] {
  const name = nameOf(path);
  if (Array.isArray(value)) {
    if (LISTS.has(name)) return [{ path, value: value.join(" ") }];
    if (LINES.has(name)) return [{ path, value: value.join("\n") }];
    return value.flatMap((part, place) => leavesOf(part, [...path, place]));
  }
  if (isFields(value)) {
    return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
  }
  return [{ path, value: isPlain(value) ? value : null }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function nameOf(path: Path): string {
  return String(path.at(-1) ?? "");
}

/** A field of one of the settings that are changed together. */
function settingOf(path: Path, values: Fields): Fields | null {
  const { changes } = values;
  const place = path[1];
  if (path[0] !== "changes" || typeof place !== "number" || !Array.isArray(changes)) return null;
  const setting: unknown = changes[place];
  return isFields(setting) ? setting : null;
}

/** A market belongs to a largest size alone; no other setting is kept for one. */
function hasPlace(path: Path, values: Fields): boolean {
  const setting = settingOf(path, values);
  return setting === null || nameOf(path) !== "market" || setting.setting === "largest_size";
}

function unitOf(path: Path, values: Fields): string {
  return UNITS[String(settingOf(path, values)?.unit)] ?? "";
}

/** What a value is called: by its field, by the setting that it is of, by its number where there are several. */
function labelOf(path: Path, values: Fields): string {
  const setting = settingOf(path, values);
  const name = nameOf(path);
  if (setting) return called(name === "value" ? String(setting.setting) : name);
  if (values.level && name === "price") return called(String(values.level));
  const own = ownLabel(path, values);
  const place = path.find((part) => typeof part === "number");
  const list = values[String(path[0])];
  const isOneOfSeveral = place !== undefined && Array.isArray(list) && list.length > 1;
  return isOneOfSeveral ? `${own} ${place + 1}` : own;
}

function ownLabel(path: Path, values: Fields): string {
  const name = nameOf(path);
  if (path[0] === "exits") return values.direction ? `Exit ${called(name).toLowerCase()}` : called(name);
  const names = path.filter((part) => typeof part === "string");
  const words = names.map((part, place) => (place === 0 ? called(part) : (NAMES[part] ?? spaced(part))));
  return words.join(" ").replace(" *", "");
}

function parsed(field: DraftField, typed: string | boolean): unknown {
  if (typeof typed === "boolean") return typed;
  const name = nameOf(field.path);
  const text = typed.trim();
  if (LISTS.has(name)) return text.split(/[\s;,]+/).filter(Boolean);
  if (LINES.has(name)) {
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }
  if (text === "") return field.isMissing ? "" : null;
  const isCount = typeof field.value === "number" || COUNTS.has(field.key);
  return isCount && /^\d+$/.test(text) ? Number(text) : text;
}

/** Set a value inside of a part; nothing takes it away. */
function put(part: unknown, path: Path, value: unknown): void {
  const [key = "", ...rest] = path;
  if (typeof part !== "object" || part === null) return;
  const holder = part as Record<string | number, unknown>;
  if (rest.length > 0) put(holder[key], rest, value);
  else if (value === null) delete holder[key];
  else holder[key] = value;
}

function spaced(name: string): string {
  return name.replaceAll("_", " ");
}

function called(name: string): string {
  return NAMES[name] ?? spaced(name).replace(/^./, (letter) => letter.toUpperCase());
}
