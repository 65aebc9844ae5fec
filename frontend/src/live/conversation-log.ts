// The messages of one conversation in their order. Final ones come by `seq`; a gap says that something was missed. Pure.
import type { Message } from "./events";

export interface ConversationLog {
  readonly messages: ReadonlyMap<string, Message>;
  /** The highest `seq` up to which this window has heard of everything. */
  readonly last: number;
}

export const EMPTY_LOG: ConversationLog = { messages: new Map(), last: 0 };

const UNFINISHED = new Set<Message["status"]>(["pending", "running"]);

export function isFinal(message: Message): boolean {
  return message.seq !== null && message.seq !== undefined;
}

export function isUnfinished(message: Message): boolean {
  return UNFINISHED.has(message.status);
}

/** Whether a message that arrived says that one before it was missed. */
export function leavesGap(log: ConversationLog, message: Message): boolean {
  return isFinal(message) && (message.seq ?? 0) > log.last + 1;
}

/** The log with a message that arrived; one that is final already is not replaced by an older state of itself. */
export function withMessage(log: ConversationLog, message: Message): ConversationLog {
  const known = log.messages.get(message.id);
  if (known && isFinal(known) && !isFinal(message)) return log;
  const messages = new Map(log.messages).set(message.id, message);
  const last = leavesGap(log, message) ? log.last : Math.max(log.last, message.seq ?? 0);
  return { messages, last };
}

/** The log with what `resync` or the newest page brought: nothing is missing up to its last message. */
export function withPage(
  log: ConversationLog,
  page: { messages: readonly Message[]; unfinished: readonly Message[] },
): ConversationLog {
  const messages = new Map(log.messages);
  let { last } = log;
  for (const message of page.messages) {
    messages.set(message.id, message);
    last = Math.max(last, message.seq ?? 0);
  }
  for (const message of page.unfinished) {
    const known = messages.get(message.id);
    if (!known || !isFinal(known)) messages.set(message.id, message);
  }
  return { messages, last };
}

/** The log with older messages, from before its beginning or from the middle of a gap. */
export function withHistory(log: ConversationLog, older: readonly Message[]): ConversationLog {
  const messages = new Map(log.messages);
  for (const message of older) messages.set(message.id, message);
  return { ...log, messages };
}

/** The log in which an answer has begun to be written. */
export function withBegun(log: ConversationLog, messageId: string): ConversationLog {
  const known = log.messages.get(messageId);
  if (known?.status !== "pending") return log;
  return { ...log, messages: new Map(log.messages).set(known.id, { ...known, status: "running" }) };
}

/** What is there of an answer that is being written, from a place in it on. */
export interface Writing {
  readonly from: number;
  readonly text: string;
}

/** What is written with another piece; a piece that does not join on begins anew where it stands. */
export function withPiece(writing: Writing | undefined, piece: { offset: number; text: string }): Writing {
  const { from, text } = writing ?? { from: piece.offset, text: "" };
  const place = piece.offset - from;
  if (place < 0 || place > text.length) return { from: piece.offset, text: piece.text };
  return { from, text: text.slice(0, place) + piece.text };
}

/** Messages that this window does not have: those with a `seq` between the two. */
export interface Gap {
  readonly after: number;
  readonly before: number;
}

/** Where messages are missing, from the oldest on; `seq` begins at 1 and leaves nothing out. */
export function gapsOf(log: ConversationLog): Gap[] {
  const places = [...log.messages.values()].filter(isFinal).map((message) => message.seq ?? 0);
  places.sort((one, other) => one - other);
  const gaps: Gap[] = [];
  let before = 0;
  for (const place of places) {
    if (place > before + 1) gaps.push({ after: before, before: place });
    before = place;
  }
  return gaps;
}

/** One wording of what was said, and the answers to it, the first one first. */
export interface Wording {
  readonly question: Message | null;
  readonly answers: readonly Message[];
}

/** A turn of the conversation: its wordings stand beside each other, and so do the answers to each. */
export interface Turn {
  readonly id: string;
  readonly seq: number;
  readonly wordings: readonly Wording[];
}

/** The turns in the order of the conversation. */
export function turnsOf(log: ConversationLog): Turn[] {
  const followers = new Map<string, Message[]>();
  const starts: Message[] = [];
  for (const message of log.messages.values()) {
    const parent = message.parent_message_id;
    if (parent && log.messages.has(parent)) {
      const others = followers.get(parent);
      if (others) others.push(message);
      else followers.set(parent, [message]);
    } else starts.push(message);
  }
  starts.sort((one, other) => placeOf(one) - placeOf(other));
  return starts.map((start) => turnOf(start, followers));
}

function placeOf(message: Message): number {
  return message.seq ?? Number.MAX_SAFE_INTEGER;
}

function turnOf(start: Message, followers: ReadonlyMap<string, Message[]>): Turn {
  const seq = placeOf(start);
  if (start.type !== "user") return { id: start.id, seq, wordings: [{ question: null, answers: [start] }] };
  const others = (followers.get(start.id) ?? []).filter((message) => message.type === "user");
  const questions = [start, ...others.sort(byBranch)];
  const wordings = questions.map((question) => {
    const answers = (followers.get(question.id) ?? []).filter((message) => message.type !== "user");
    return { question, answers: answers.sort(byBranch) };
  });
  return { id: start.id, seq, wordings };
}

function byBranch(one: Message, other: Message): number {
  return one.branch_index - other.branch_index;
}
