// The messages of one conversation in their order. Final ones come by `seq`; a gap says that something was missed. Pure.
import type { Message } from "./events";

export interface ConversationLog {
  readonly messages: ReadonlyMap<string, Message>;
  /** The highest `seq` up to which nothing is missing. */
  readonly last: number;
  /** Whether older messages are on the server. */
  readonly hasOlder: boolean;
}

export const EMPTY_LOG: ConversationLog = { messages: new Map(), last: 0, hasOlder: false };

const UNFINISHED = new Set<Message["status"]>(["pending", "running"]);

export function isFinal(message: Message): boolean {
  return message.seq !== null && message.seq !== undefined;
}

export function isUnfinished(message: Message): boolean {
  return UNFINISHED.has(message.status);
}

/** Whether a message that arrived leaves a gap before it. */
export function leavesGap(log: ConversationLog, message: Message): boolean {
  return isFinal(message) && (message.seq ?? 0) > log.last + 1;
}

/** The log with a message that arrived; one that is final already is not replaced by an older state of itself. */
export function withMessage(log: ConversationLog, message: Message): ConversationLog {
  const known = log.messages.get(message.id);
  if (known && isFinal(known) && !isFinal(message)) return log;
  const messages = new Map(log.messages).set(message.id, message);
  const last = leavesGap(log, message) ? log.last : Math.max(log.last, message.seq ?? 0);
  return { ...log, messages, last };
}

/** The log with what `resync` or a page brought: without gaps up to its last message. */
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
    if (known && isFinal(known)) continue;
    const content = message.content || known?.content || "";
    messages.set(message.id, { ...known, ...message, content });
  }
  return { ...log, messages, last };
}

/** The log with older messages before it. */
export function withOlder(
  log: ConversationLog,
  older: readonly Message[],
  hasOlder: boolean,
): ConversationLog {
  const messages = new Map(older.map((message) => [message.id, message]));
  for (const [id, message] of log.messages) messages.set(id, message);
  return { ...log, messages, hasOlder };
}

/** The log with another piece of an answer that is being written. */
export function withDelta(
  log: ConversationLog,
  delta: { message_id: string; offset: number; text: string },
): ConversationLog {
  const known = log.messages.get(delta.message_id);
  if (!known || isFinal(known)) return log;
  const content = known.content.slice(0, delta.offset) + delta.text;
  const messages = new Map(log.messages).set(known.id, { ...known, status: "running", content });
  return { ...log, messages };
}

/** A turn of the conversation: what was said, and the answers to it, one beside the other. */
export interface Turn {
  readonly question: Message | null;
  readonly answers: readonly Message[];
}

/** The turns in the order of the conversation; answers to one message are branches of one turn. */
export function turnsOf(log: ConversationLog): Turn[] {
  const answers = new Map<string, Message[]>();
  const starts: Message[] = [];
  for (const message of log.messages.values()) {
    const parent = message.parent_message_id;
    const isAnswer =
      message.type !== "user" && parent !== null && parent !== undefined && log.messages.has(parent);
    if (isAnswer) answers.set(parent, [...(answers.get(parent) ?? []), message]);
    else starts.push(message);
  }
  starts.sort(
    (one, other) => (one.seq ?? Number.POSITIVE_INFINITY) - (other.seq ?? Number.POSITIVE_INFINITY),
  );
  return starts.map((start) => turnOf(start, answers.get(start.id) ?? []));
}

function turnOf(start: Message, answers: Message[]): Turn {
  if (start.type !== "user") return { question: null, answers: [start] };
  return { question: start, answers: answers.sort((one, other) => one.branch_index - other.branch_index) };
}
