// An analysis cut into what cites and what does not. Pure.
import type { Verdict } from "./chance";

export interface Passage {
  readonly text: string;
  /** What a sentence stands on; null for words that cite nothing. */
  readonly sources: readonly string[] | null;
}

export function passagesOf(verdict: Pick<Verdict, "analysis" | "citations" | "facts">): Passage[] {
  const statements = new Map(verdict.facts.map((fact) => [fact.id, fact.statement]));
  const passages: Passage[] = [];
  let place = 0;
  for (const { sentence, facts } of verdict.citations) {
    const start = verdict.analysis.indexOf(sentence, place);
    if (start < 0) continue;
    if (start > place) passages.push({ text: verdict.analysis.slice(place, start), sources: null });
    const sources = facts.map((id) => (id === "words" ? "You said so." : (statements.get(id) ?? id)));
    passages.push({ text: sentence, sources });
    place = start + sentence.length;
  }
  if (place < verdict.analysis.length) passages.push({ text: verdict.analysis.slice(place), sources: null });
  return passages;
}
