// One conversation as this window has it: its log, what is being written, and what is still to be fetched of it.
import { api, contentOf } from "@/api/client";
import { Refused } from "@/api/problem";
import { connection } from "./connection";
import {
  type ConversationLog,
  EMPTY_LOG,
  type Gap,
  isFinal,
  leavesGap,
  type Writing,
  withBegun,
  withHistory,
  withMessage,
  withPage,
  withPiece,
} from "./conversation-log";
import type { Message, ServerToClient } from "./events";

const PAGE = 100;
const AROUND = 50; // messages, the one that is jumped to in their middle

/** Where a gap is filled first: at its beginning, behind older messages, or at its end, before newer ones. */
export type GapSide = "beginning" | "end";

export interface ConversationView {
  readonly log: ConversationLog;
  readonly state: "loading" | "ready" | "failed" | "deleted";
  readonly error: unknown;
}

export class LiveConversation {
  readonly id: string;
  private view: ConversationView = { log: EMPTY_LOG, state: "loading", error: null };
  private readonly answered: (message: Message) => void;
  private readonly watchers = new Set<() => void>();
  private readonly writings = new Map<string, Writing>();
  private readonly readers = new Map<string, Set<() => void>>();
  private readonly toTell = new Set<string>();
  private isSyncing = false;
  private isBehind = false;
  private loading: Promise<void> | null = null;

  /** `answered` hears of each answer that became final while this window looked. */
  constructor(id: string, answered: (message: Message) => void) {
    this.id = id;
    this.answered = answered;
  }

  current = (): ConversationView => this.view;

  watch = (work: () => void): (() => void) => {
    this.watchers.add(work);
    return () => this.watchers.delete(work);
  };

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  /** What is written of an answer so far. */
  writingOf = (messageId: string): Writing | undefined => this.writings.get(messageId);

  watchWriting(messageId: string, work: () => void): () => void {
    const readers = this.readers.get(messageId) ?? new Set();
    this.readers.set(messageId, readers.add(work));
    return () => readers.delete(work);
  }

  /** Read the newest page, and from then on what is new. */
  load(): Promise<void> {
    this.loading ??= this.loadOnce().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /** A message that an event or an acknowledgement brought. */
  apply(message: Message): void {
    if (message.conversation_id !== this.id) return;
    if (this.view.state !== "ready" || leavesGap(this.view.log, message)) return void this.resync();
    const isNew = isFinal(message) && (message.seq ?? 0) > this.view.log.last;
    this.change(withMessage(this.view.log, message));
    if (isFinal(message)) this.writings.delete(message.id);
    if (isNew && message.type === "ai") this.answered(message);
  }

  begin(messageId: string): void {
    this.change(withBegun(this.view.log, messageId));
  }

  /** Another piece of an answer: only whoever shows that answer hears of it, once a frame. */
  write(piece: ServerToClient["ai_delta"]): void {
    const known = this.view.log.messages.get(piece.message_id);
    if (!known || isFinal(known)) return;
    this.begin(known.id);
    this.writings.set(known.id, withPiece(this.writings.get(known.id), piece));
    if (this.toTell.size === 0) requestAnimationFrame(() => this.tellReaders());
    this.toTell.add(known.id);
  }

  /** Ask for exactly what was missed. */
  async resync(): Promise<void> {
    this.isBehind = true;
    if (this.view.state !== "ready" || this.isSyncing || connection.current() !== "live") return;
    this.isSyncing = true;
    try {
      while (this.isBehind) {
        this.isBehind = false; // what is missed meanwhile is asked for once more
        while (await this.resyncPage());
      }
    } catch (error) {
      if (error instanceof Refused && error.code === "conversation.not_found") this.end();
    } finally {
      this.isSyncing = false;
    }
  }

  /** Fetch messages of a gap from the side at which the reader stands; `settle` is done before they are shown. */
  async fill(gap: Gap, side: GapSide, settle: () => Promise<void>): Promise<void> {
    const limit = Math.min(PAGE, gap.before - gap.after - 1);
    const query = side === "end" ? { before_seq: gap.before, limit } : { after_seq: gap.after, limit };
    const messages = await this.read(query);
    await settle();
    this.change(withHistory(this.view.log, messages));
  }

  /** Have a message in the log, with what stands around it; false where it is not in this conversation. */
  async reach(messageId: string): Promise<boolean> {
    if (this.view.state !== "ready") await this.load();
    if (this.view.log.messages.has(messageId)) return true;
    const path = { message_id: messageId };
    const message = await contentOf(api.GET("/api/messages/{message_id}", { params: { path } }));
    if (message.conversation_id !== this.id) return false;
    const around = isFinal(message) ? await this.read({ around: messageId, limit: AROUND }) : [];
    this.change(withHistory(this.view.log, [...around, message]));
    return true;
  }

  /** Read a message anew: its links have expired, or something came of it elsewhere. */
  async refresh(messageId: string): Promise<void> {
    if (!this.view.log.messages.has(messageId)) return;
    const path = { message_id: messageId };
    this.apply(await contentOf(api.GET("/api/messages/{message_id}", { params: { path } })));
  }

  /** The conversation is gone. */
  end(): void {
    this.view = { log: EMPTY_LOG, state: "deleted", error: null };
    this.tell();
  }

  private async loadOnce(): Promise<void> {
    if (this.view.state === "failed") {
      this.view = { ...this.view, state: "loading" };
      this.tell();
    }
    try {
      const params = { path: { conversation_id: this.id }, query: { limit: PAGE } };
      const page = await contentOf(api.GET("/api/conversations/{conversation_id}/messages", { params }));
      const log = withPage(EMPTY_LOG, { messages: page.items, unfinished: page.unfinished });
      this.view = { log: { ...log, last: page.head }, state: "ready", error: null };
      this.tell();
      void this.resync();
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 404) return this.end();
      this.view = { ...this.view, state: "failed", error };
      this.tell();
    }
  }

  private async resyncPage(): Promise<boolean> {
    const { last } = this.view.log;
    const page = await connection.call("resync", { conversation_id: this.id, since_seq: last });
    this.change(withPage(this.view.log, page));
    for (const message of page.messages) {
      this.writings.delete(message.id);
      if (message.type === "ai") this.answered(message);
    }
    return page.more;
  }

  private async read(query: {
    before_seq?: number;
    after_seq?: number;
    around?: string;
    limit: number;
  }): Promise<readonly Message[]> {
    const params = { path: { conversation_id: this.id }, query };
    return (await contentOf(api.GET("/api/conversations/{conversation_id}/messages", { params }))).items;
  }

  private change(log: ConversationLog): void {
    if (log === this.view.log) return;
    this.view = { ...this.view, log };
    this.tell();
  }

  private tell(): void {
    for (const work of this.watchers) work();
  }

  private tellReaders(): void {
    const ids = [...this.toTell];
    this.toTell.clear();
    for (const id of ids) for (const work of this.readers.get(id) ?? []) work();
  }
}
