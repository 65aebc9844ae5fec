// What stands below an answer: what can be done next, the question to the record in its parts, and what was not understood.
import { make } from "./elements.js";

/** What can be done with an answer: say something, jump to a message, keep a file, look at figures. */
export function actionRow(message, act, isLast) {
  if (!message.actions?.length) return null;
  const run = { open_message: act.jump, download: act.keep, open: act.look, say: (action) => act.say(action.text) };
  const isOver = Boolean(message.understood?.asked) && !isLast; // a question back is answered once
  const known = message.actions.filter((action) => run[action.kind]);
  return make("div", { class: "row actions" }, ...known.map((action, place) => make("button", { type: "button", "data-keep": `${message.id}:action:${place}`,
    disabled: isOver && action.kind === "say", onclick: () => run[action.kind](action) }, action.label)));
}

/** That an answer is a question, where the coach asks back. */
export const questionMark = (message) => (message.understood?.asked ? make("small", { class: "quiet asks" }, "A question back") : null);

/** The question to the record as it was read; what is taken away is asked again without it. */
export function questionParts(message, act) {
  const understood = message.understood;
  if (!understood?.query || understood.asked) return null;
  const parts = act.partsOf(message);
  const again = act.againOf(message);
  const chip = (part, place) => make("li", {}, make("button", { type: "button", class: "chip", "data-keep": `${message.id}:part:${place}`, "aria-label": `Ask again without: ${part.label}`,
    title: "Take it away and ask again", onclick: () => act.askAgain(message, part) }, part.label, make("span", { "aria-hidden": "true" }, " \u00d7")));
  return make("section", { class: "question", "aria-label": "The question as it was read" },
    again ? make("p", { class: "again", role: "status" }, again.words) : null,
    parts.length ? make("ul", { class: "chips" }, ...parts.map(chip)) : null,
    again ? make("button", { type: "button", class: "link", onclick: () => act.askAgain(message, null) }, "As it was asked") : null);
}

/** Words that were read into nothing. */
export function notUnderstood(message) {
  const words = message.understood?.not_understood ?? [];
  return words.length ? make("small", { class: "quiet note-line left-over" }, `Not understood: ${words.map((word) => `\u201c${word}\u201d`).join(", ")}`) : null;
}
