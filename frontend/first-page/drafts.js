// What the coach would write down, as it was understood: to confirm, to correct field by field, or to put aside.
import { make } from "./elements.js";

const KINDS = {
  trade: { ask: "Did you take this trade?", yes: "Log it", no: "No, it was a question", done: "Logged as a trade.", left: "Not logged." },
  exit: { ask: "Record this exit?", yes: "Record it", done: "Recorded as an exit.", left: "Not recorded." },
  level: { ask: "Record this level?", yes: "Record it", done: "Recorded as moved.", left: "Not recorded." },
  plan: { ask: "Save this plan?", yes: "Save it", done: "Saved as a plan." },
  commitment: { ask: "Save this commitment?", yes: "Save it", done: "Saved as a commitment." },
  setting: { ask: "Set this?", yes: "Set it", done: "Set.", left: "Not set." },
  limits: { ask: "Write this into your rulebook?", yes: "Write it", done: "Written into your rulebook.", left: "Not written." },
  check_in: { ask: "Write this into your check-in?", yes: "Write it", done: "Written into your check-in.", left: "Not written." },
};
const NAMES = { position_size: "Size", entry_price: "Entry", stop_price: "Stop", target_price: "Target", exit_price: "Out", stop_loss_level: "Stop",
  take_profit_targets: "Targets", setup_description: "Setup", quantity: "Size", r: "R" };
const CHOICES = { direction: ["long", "short"], trigger: ["after_stop", "after_loss", "after_win", "after_losses", "after_trades", "on_tilt"],
  promise: ["pause", "stop_for_the_day", "reduce_size"] };
const LISTS = new Set(["take_profit_targets"]); // numbers of a list, written one after the other
const LINES = new Set(["entry_criteria"]); // sentences of a list, a line each
const WORDS = new Set(["setup_description", "stop_loss_reasoning", "exit_rule", "invalidation_criteria", "intention", "statement", "note"]);
const OPTIONAL = new Set(["stop_price", "target_price", "exit_price", "quantity", "statement", "market"]); // may be taken away
const FIXED = new Set(["trade_id", "level", "setting", "unit", "entry_time", "exit_time"]); // what the draft is about; shown, not changed

const spaced = (name) => name.replaceAll("_", " ");
const called = (name) => NAMES[name] ?? spaced(name).replace(/^./, (letter) => letter.toUpperCase());

/** The values of a draft one by one, each with its place in what is sent back. */
function valuesOf(value, path = []) {
  const name = path.at(-1);
  if (Array.isArray(value) && (LISTS.has(name) || LINES.has(name))) return [{ path, value: value.join(LINES.has(name) ? "\n" : " ") }];
  if (value !== null && typeof value === "object") return Object.entries(value).flatMap(([key, part]) => valuesOf(part, [...path, Array.isArray(value) ? Number(key) : key]));
  return [{ path, value }];
}

/** What a value is called: by its field, by the setting that it is of, by its number where there are several. */
function labelOf(path, fields) {
  const name = path.at(-1);
  if (path[0] === "changes" && name === "value") return called(fields.changes[path[1]].setting);
  const field = path.filter((part) => typeof part === "string");
  const own = path[0] === "exits" ? (fields.direction ? `Exit ${called(name).toLowerCase()}` : called(name)) : field.map((part, place) => (place ? NAMES[part] ?? spaced(part) : called(part))).join(" ").replace(" *", "");
  const place = path.find((part) => typeof part === "number");
  const many = place !== undefined && fields[path[0]].length > 1;
  return fields.level && name === "price" ? called(fields.level) : many ? `${own} ${place + 1}` : own;
}

/** A market belongs to a largest size alone; no other setting is kept for one. */
const hasPlace = (path, fields) => path[0] !== "changes" || path.at(-1) !== "market" || fields.changes[path[1]].setting === "largest_size";

function entriesOf(draft) {
  const fields = draft.kind === "trade" ? { ...draft.trade, ...(draft.proposal ?? {}) } : draft.proposal ?? {};
  const known = valuesOf(fields).filter(({ path }) => !draft.missing.includes(path[0]) && hasPlace(path, fields));
  const entries = [...known, ...draft.missing.map((name) => ({ path: [name], value: null, missing: true }))];
  return { fields, entries: entries.map((entry) => ({ ...entry, key: entry.path.join("."), label: labelOf(entry.path, fields), fixed: FIXED.has(entry.path.at(-1)) || (draft.kind === "trade" && ["exits", "moves"].includes(entry.path[0])) })) };
}

const unitOf = (entry, fields) => {
  const unit = entry.path[0] === "changes" ? fields.changes[entry.path[1]].unit : null;
  return { percent: "%", r: " R" }[unit] ?? "";
};
const shown = (entry, fields) => (typeof entry.value === "boolean" ? (entry.value ? "yes" : "no") : CHOICES[entry.path.at(-1)] ? spaced(String(entry.value)) : `${entry.value}${unitOf(entry, fields)}`);

/** The parts that were changed, each whole as its operation takes it: "exits" with all of its exits, where one was corrected. */
function changesOf(entries, fields, filled) {
  const changes = {};
  for (const entry of entries) {
    if (!(entry.key in filled)) continue;
    const [top, ...rest] = entry.path;
    const value = parsed(entry, filled[entry.key]);
    if (!rest.length) { changes[top] = value; continue; }
    changes[top] ??= structuredClone(fields[top]);
    const holder = rest.slice(0, -1).reduce((part, key) => part[key], changes[top]);
    if (value === null) delete holder[rest.at(-1)]; else holder[rest.at(-1)] = value;
  }
  return changes;
}

function parsed(entry, typed) {
  const name = entry.path.at(-1);
  if (typeof typed === "boolean") return typed;
  const text = typed.trim();
  if (LISTS.has(name)) return text.split(/[\s;,]+/).filter(Boolean);
  if (LINES.has(name)) return text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!text) return entry.missing ? "" : null;
  const isCount = typeof entry.value === "number" || ["count", "minutes", "percent"].includes(entry.path.join("."));
  return isCount && /^\d+$/.test(text) ? Number(text) : text;
}

/** Whether a value has to stand there: one that is asked for, or one that was told and may not be taken away. */
const isNeeded = (entry) => entry.missing || (entry.value !== null && typeof entry.value !== "boolean" && !OPTIONAL.has(entry.path.at(-1)));

/** What one value is corrected with. */
function control(entry, message) {
  const name = entry.path.at(-1);
  const filled = message.filled;
  const value = filled[entry.key] ?? entry.value ?? "";
  const more = { "data-keep": `${message.id}:${entry.key}`, "aria-label": entry.label, required: isNeeded(entry) };
  const take = (event) => { filled[entry.key] = event.target.value; };
  if (typeof entry.value === "boolean") return make("input", { ...more, type: "checkbox", checked: Boolean(value), onchange: (event) => { filled[entry.key] = event.target.checked; } });
  if (CHOICES[name]) {
    const options = ["", ...CHOICES[name]].map((choice) => make("option", { value: choice, selected: choice === value }, choice ? spaced(choice) : "choose"));
    return make("select", { ...more, onchange: take }, ...options);
  }
  if (WORDS.has(name) || LINES.has(name)) {
    const area = make("textarea", { ...more, rows: 2, oninput: take });
    area.value = value;
    return area;
  }
  return make("input", { ...more, type: "text", value, oninput: take });
}

/** A draft: what was understood, fields for what is missing, and for all of it once it is to be corrected. */
export function draftCard(message, act) {
  const draft = message.draft;
  const kind = draft && KINDS[draft.kind];
  if (!kind) return null;
  if (draft.status !== "open") return make("p", { class: "quiet draft" }, draft.status === "confirmed" ? kind.done : kind.left ?? "Not saved.");
  message.filled ??= {};
  const { fields, entries } = entriesOf(draft);
  const isOpen = (entry) => !entry.fixed && (message.correcting || entry.missing);
  const told = entries.filter((entry) => !isOpen(entry) && entry.value !== null && !["trade_id", "unit", "setting", "entry_time", "exit_time"].includes(entry.path.at(-1)));
  const asked = entries.filter(isOpen).map((entry) => make("label", { class: "field" }, entry.label, control(entry, message)));
  const save = (event) => { event.preventDefault(); act.log(message, changesOf(entries, fields, message.filled)); };
  const correct = () => { message.correcting = true; act.draw(); document.querySelector(`[data-id="${message.id}"] form.draft :is(input, select, textarea)`)?.focus(); };
  return make("form", { class: "draft", "data-kind": draft.kind, onsubmit: save }, make("strong", {}, kind.ask),
    told.length ? make("ul", { class: "levels" }, ...told.map((entry) => make("li", {}, make("b", {}, entry.label), shown(entry, fields)))) : null,
    asked.length ? make("div", { class: "fields" }, ...asked) : null,
    make("div", { class: "row" }, make("button", { type: "submit" }, kind.yes),
      message.correcting || entries.every((entry) => entry.fixed || entry.missing) ? null : make("button", { type: "button", onclick: correct }, "Correct it"),
      make("button", { type: "button", class: "link", onclick: () => act.dismiss(message) }, kind.no ?? "No")));
}
