// Messages and verdicts as elements. Text is only ever set as text: nothing that anybody wrote becomes markup.
import { actionRow, notUnderstood, questionMark, questionParts } from "./answers.js";
import { draftCard } from "./drafts.js";
import { make } from "./elements.js";

const NAMES = { diamond: "\u25c6 Diamond", fire: "\u25b2 Fire", skull: "\u2715 Skull", unreadable: "? Cannot read" };
const MEANS = { diamond: "worth taking as planned", fire: "possible, under conditions", skull: "leave it", unreadable: "not enough to judge" };

function list(title, items) {
  return items.length ? make("div", {}, make("strong", {}, title), make("ul", {}, ...items.map((item) => make("li", {}, item)))) : null;
}

/** What is shown of a forecast: drawn to the record where there is one, with its N; what the engine said stands behind it. */
function chanceOf(verdict) {
  if (verdict.confidence === null) return null;
  return make("small", { class: "chance", title: `${verdict.engine === "rules" ? "The rules" : verdict.model} said ${verdict.confidence}%.` },
    `${verdict.shown_confidence ?? verdict.confidence}% to the first target before the stop, ${verdict.calibration}`);
}

/** The analysis; a sentence that cites shows its facts on hover, and below it on a click. */
const shownSources = new Set();
function citedText(verdict) {
  const said = new Map(verdict.facts.map((fact) => [fact.id, fact.statement]));
  const parts = [];
  let at = 0;
  verdict.citations.forEach(({ sentence, facts }, place) => {
    const start = verdict.analysis.indexOf(sentence, at);
    if (start < 0) return;
    const sources = facts.map((id) => id === "words" ? "You said so." : said.get(id) ?? id).join(" ");
    const key = `${verdict.id}:${place}`;
    const source = make("small", { class: "source", hidden: !shownSources.has(key) }, ` ${sources} `);
    const toggle = () => { source.hidden = shownSources.delete(key); if (!source.hidden) shownSources.add(key); cited.setAttribute("aria-expanded", String(!source.hidden)); };
    const cited = make("span", { class: "cited", role: "button", tabindex: 0, title: sources, "aria-expanded": String(shownSources.has(key)), onclick: toggle,
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); } } }, sentence);
    parts.push(verdict.analysis.slice(at, start), cited, source);
    at = start + sentence.length;
  });
  return make("p", {}, ...parts, verdict.analysis.slice(at));
}

function verdictCard(verdict) {
  const read = verdict.read;
  const levels = [["", [read.direction, read.instrument, read.timeframe].filter(Boolean).join(" ")], ["Entry", read.entry], ["Stop", read.stop],
    ["Target", read.targets.join(" / ")], ["R:R", read.risk_reward], ["Risk", read.risk_amount]].filter(([, value]) => value);
  return make("div", { class: `verdict ${verdict.verdict}` },
    make("h3", {}, NAMES[verdict.verdict], make("small", {}, MEANS[verdict.verdict]), chanceOf(verdict)),
    citedText(verdict),
    levels.length ? make("ul", { class: "levels" }, ...levels.map(([name, value]) => make("li", {}, name ? make("b", {}, name) : null, value))) : null,
    list("Please add", verdict.missing), list("Only if", verdict.conditions),
    verdict.conditions.length ? null : list("Why", verdict.key_points),
    verdict.invalidation ? make("p", { class: "quiet" }, `${verdict.invalidation} Horizon: ${verdict.horizon}.`) : null,
    verdict.psychology_note ? make("p", { class: "note" }, verdict.psychology_note) : null,
    make("details", {}, make("summary", {}, verdict.engine === "rules" ? "Answered by the rules: what it stands on" : `Answered by ${verdict.model}: what it stands on`),
      verdict.fallback_reason ? make("p", {}, `The provider did not answer (${verdict.fallback_reason}).`) : null,
      make("ul", {}, ...verdict.facts.map((fact) => make("li", {}, fact.statement)))));
}

/** What the trader's own rules say of a trade that was announced. */
function interlockCard(message) {
  const told = message.interlock;
  if (!told) return null;
  const words = { allow: "Your rules allow it", warn: "Your rules say: look again", block: "Your rules block it" };
  return make("section", { class: `interlock ${told.decision}`, "data-decision": told.decision }, make("strong", {}, words[told.decision]),
    make("ul", {}, ...told.reasons.map((reason) => make("li", {}, reason))),
    told.state.state === "normal" ? null : make("p", { class: "quiet" }, `The session is in ${told.state.state}${told.state.until ? ` until ${new Date(told.state.until).toLocaleString()}` : ""}.`));
}

/** What stands below a message: that it stays with the trader, that it was cut, what it cost. */
function notes(message) {
  const told = [];
  if (message.guard && message.type === "user") told.push("This was shown to no AI provider.");
  if (message.status === "stopped" && message.content) told.push("Stopped here. A sentence that was not finished is left out.");
  if (message.cost) told.push(Number(message.cost) ? `US$ ${message.cost}` : "no cost");
  return told.map((words) => make("small", { class: "quiet note-line" }, words));
}

function pictures(message, refresh) {
  return message.images.map((image) => make("img", { src: image.url, alt: "Chart", width: image.width > 480 ? null : image.width,
    onclick: () => window.open(image.url, "_blank", "noopener"), onerror: () => refresh(message) }));
}

/** One message as an article. `act` holds what its buttons do; the last one's question back waits for its answer. */
export function messageElement(message, act, isLast) {
  const final = !["pending", "running"].includes(message.status);
  const body = message.verdict ? verdictCard(message.verdict)
    : final || message.content ? make("p", {}, message.content || "Stopped.")
    : make("p", { class: "quiet thinking" }, message.status === "running" ? "The coach is looking at it" : "In the queue");
  const buttons = [];
  if (message.type === "ai" && !final) buttons.push(make("button", { class: "link", onclick: () => act.stop(message) }, "Stop"));
  if (message.type === "ai" && ["failed", "stopped"].includes(message.status)) buttons.push(make("button", { onclick: () => act.again(message) }, "Try again"));
  return make("article", { class: `message ${message.type}${message.waiting ? " waiting" : ""}${message.guard === "self_harm" ? " care" : ""}${message.understood?.asked ? " asks" : ""}`, "data-status": message.status, "data-id": message.id },
    ...pictures(message, act.refresh), questionMark(message), body, notUnderstood(message), interlockCard(message), draftCard(message, act), questionParts(message, act), actionRow(message, act, isLast), ...notes(message), message.waiting ? make("small", { class: "quiet" }, "sending") : null, ...buttons);
}

export function emptyState(pick) {
  const example = "Long ES 4500.25 stop 4490 target 4520";
  return make("div", { class: "empty" }, make("strong", {}, "Send a chart and say what you want to do."),
    make("span", {}, "Instrument, direction, entry, stop and target in one line are enough, with or without a picture."),
    make("button", { onclick: () => pick(example) }, example));
}

/** How good the verdicts were: the diagram, and the figures beside it, each with N and interval. */
export function scoresPage(scores, picture) {
  const percent = (value) => `${Math.round(100 * value)}%`;
  const line = (name, metric, show) => metric.value === null ? null
    : make("li", {}, make("b", {}, name), `${show(metric.value)}${metric.interval ? ` (95% interval ${show(metric.interval.low)} to ${show(metric.interval.high)})` : ""}, N ${metric.n}`);
  const three = (value) => value.toFixed(3);
  return [make("h2", {}, "How good were the verdicts?"),
    make("p", {}, scores.decided ? `${scores.decided} of ${scores.verdicts} verdicts are decided.${scores.calibrated ? "" : " That is not yet calibrated."}`
      : `${scores.verdicts} verdicts are on record and none is decided yet.`),
    make("ul", { class: "levels" }, line("Target before stop", scores.hit_rate, percent), line("Brier score", scores.brier, three), line("Calibration error", scores.calibration_error, three)),
    make("img", { src: picture, alt: "What was said against what came" })];
}
