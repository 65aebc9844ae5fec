// The rows of a conversation as they are listed: questions, answers, what is missing between them, and what waits to be sent. Pure.
import { type ConversationLog, type Gap, gapsOf, type Turn, turnsOf } from "@/live/conversation-log";
import type { Message } from "@/live/events";
import type { Unsent } from "@/live/local-database";

/** One of several wordings or answers that stand beside each other. */
export interface Branch {
  /** What is chosen among: the turn for its wordings, the question for its answers. */
  readonly of: string;
  readonly place: number;
  readonly count: number;
  /** Whether the window lacks later messages, among which there may be more of them. */
  readonly isPartial: boolean;
}

export type Row =
  | { kind: "gap"; key: string; gap: Gap }
  | { kind: "question"; key: string; message: Message; branch: Branch; isLast: boolean; day: string | null }
  | { kind: "answer"; key: string; message: Message; branch: Branch; isLast: boolean; day: string | null }
  | { kind: "unsent"; key: string; item: Unsent };

/** Which wording or answer was chosen, by what it is chosen of; the last one where none was. */
export type Choices = Readonly<Record<string, number>>;

export function rowsOf(
  log: ConversationLog,
  unsent: readonly Unsent[],
  choices: Choices,
  dayOf: (moment: string) => string,
): Row[] {
  const rows: Row[] = [];
  const gaps = gapsOf(log);
  let day = "";
  const newDay = (moment: string): string | null => {
    const other = dayOf(moment);
    if (other === day) return null;
    day = other;
    return other;
  };
  const turns = turnsOf(log);
  for (const [place, turn] of turns.entries()) {
    while (gaps[0] !== undefined && gaps[0].before <= turn.seq) rows.push(gapRow(gaps.shift()));
    const isLast = place === turns.length - 1 && unsent.length === 0;
    rows.push(...rowsOfTurn(turn, { choices, isLast, isPartial: gaps.length > 0, newDay }));
  }
  while (gaps.length > 0) rows.push(gapRow(gaps.shift()));
  for (const item of unsent) rows.push({ kind: "unsent", key: item.client_message_id, item });
  return rows;
}

function gapRow(gap: Gap | undefined): Row {
  if (gap === undefined) throw new Error("There is no gap.");
  return { kind: "gap", key: `gap:${gap.after}`, gap };
}

interface TurnPlace {
  readonly choices: Choices;
  readonly isLast: boolean;
  readonly isPartial: boolean;
  newDay(moment: string): string | null;
}

function rowsOfTurn(turn: Turn, { choices, isLast, isPartial, newDay }: TurnPlace): Row[] {
  const rows: Row[] = [];
  const { chosen: wording, branch } = choose(turn.id, turn.wordings, choices, isPartial);
  if (wording === undefined) return rows;
  const { question, answers } = wording;
  if (question) {
    rows.push({
      kind: "question",
      key: turn.id,
      message: question,
      branch,
      isLast,
      day: newDay(question.created_at),
    });
  }
  const name = answersOf(question?.id ?? turn.id);
  const { chosen: answer, branch: answerBranch } = choose(name, answers, choices, isPartial);
  if (answer) {
    rows.push({
      kind: "answer",
      key: question ? `${turn.id}:answer` : turn.id,
      message: answer,
      branch: answerBranch,
      isLast,
      day: newDay(answer.created_at),
    });
  }
  return rows;
}

function choose<T>(
  of: string,
  options: readonly T[],
  choices: Choices,
  isPartial: boolean,
): { chosen: T | undefined; branch: Branch } {
  const last = options.length - 1;
  const place = Math.min(Math.max(0, choices[of] ?? last), Math.max(0, last));
  return { chosen: options[place], branch: { of, place, count: options.length, isPartial } };
}

function answersOf(questionId: string): string {
  return `${questionId}:answers`;
}

/** The choices that bring a message to sight; none are needed where it is shown, or is not there. */
export function choicesToShow(log: ConversationLog, messageId: string): Choices {
  for (const turn of turnsOf(log)) {
    for (const [place, wording] of turn.wordings.entries()) {
      const answer = wording.answers.findIndex((message) => message.id === messageId);
      if (wording.question?.id !== messageId && answer < 0) continue;
      const answers = answersOf(wording.question?.id ?? turn.id);
      return answer < 0 ? { [turn.id]: place } : { [turn.id]: place, [answers]: answer };
    }
  }
  return {};
}

/** Whether two rows show the same. */
export function isSameRow(one: Row, other: Row): boolean {
  if (one.kind === "gap" || other.kind === "gap") {
    return (
      one.kind === "gap" &&
      other.kind === "gap" &&
      one.gap.after === other.gap.after &&
      one.gap.before === other.gap.before
    );
  }
  if (one.kind === "unsent" || other.kind === "unsent") {
    return one.kind === "unsent" && other.kind === "unsent" && one.item === other.item;
  }
  return (
    one.message === other.message &&
    one.isLast === other.isLast &&
    one.day === other.day &&
    one.branch.place === other.branch.place &&
    one.branch.count === other.branch.count &&
    one.branch.isPartial === other.branch.isPartial &&
    one.branch.of === other.branch.of
  );
}
