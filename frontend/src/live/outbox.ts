// What is to be sent, one after the other, each again with the same id until the server has acknowledged it.
import { newId } from "@/api/client";
import { Away, Refused, wordsOf } from "@/api/problem";
import { windowIsOver } from "@/api/sign-in";
import { connection } from "./connection";
import type { Acknowledged } from "./events";
import { dropUnsent, putUnsent, readOutbox, type Unsent } from "./local-database";
import { pictureUploads } from "./picture-uploads";

const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;
const UPLOAD_GONE = "media.not_found"; // the server forgets pictures that no message took
const NEW = "new:"; // the place of a conversation that the server does not know yet

type Sent = Acknowledged["send_message"];
export interface OutboxEvents {
  sent(item: Unsent, answer: Sent): void;
  /** The server will never take it: its words go back to the trader. */
  refused(item: Unsent, why: string): void;
  waiting(why: string | null): void;
}

export function isNewPlace(place: string): boolean {
  return place.startsWith(NEW);
}

export function newPlace(): string {
  return NEW + newId();
}

class Outbox {
  private items: readonly Unsent[] = [];
  private isSending = false;
  private pause = FIRST_PAUSE_MILLISECONDS;
  private readonly watchers = new Set<() => void>();
  private readonly news = new BroadcastChannel("coach.outbox"); // to the other windows of this browser
  private readonly begun = new Map<string, string>(); // new places that the server knows by now
  private readonly uploadedAgain = new Set<string>();
  private events: OutboxEvents | null = null;

  /** Read what this device still has to send, and begin. */
  async start(events: OutboxEvents): Promise<void> {
    this.events = events;
    await this.readAgain();
    this.news.onmessage = () => void this.readAgain().then(() => this.empty());
    connection.watch(() => {
      this.pause = FIRST_PAUSE_MILLISECONDS;
      void this.empty();
    });
    void this.empty();
  }

  current = (): readonly Unsent[] => this.items;

  watch = (work: () => void): (() => void) => {
    this.watchers.add(work);
    return () => this.watchers.delete(work);
  };

  /** Put a message behind the others. It is kept on the device first, where the device keeps anything. */
  async put(unsent: Unsent): Promise<void> {
    const item = { ...unsent, place: this.begun.get(unsent.place) ?? unsent.place };
    this.set([...this.items, item]);
    await putUnsent(item).catch(() => undefined);
    this.news.postMessage(null);
    void this.empty();
  }

  /** Take a message back that was not sent. */
  async takeBack(clientMessageId: string): Promise<void> {
    this.set(this.items.filter((item) => item.client_message_id !== clientMessageId));
    await dropUnsent(clientMessageId).catch(() => undefined);
    this.news.postMessage(null);
  }

  private async readAgain(): Promise<void> {
    if (!windowIsOver()) this.set(await readOutbox().catch(() => this.items));
  }

  private set(items: readonly Unsent[]): void {
    this.items = items;
    for (const work of this.watchers) work();
  }

  private async empty(): Promise<void> {
    if (this.isSending || connection.current() !== "live") return;
    this.isSending = true;
    try {
      for (let item = this.items[0]; item !== undefined; item = this.items[0]) {
        if (windowIsOver()) return;
        await this.send(item);
      }
      this.events?.waiting(null);
    } catch (error) {
      this.tryLater(error);
    } finally {
      this.isSending = false;
    }
  }

  private async send(item: Unsent): Promise<void> {
    try {
      const uploads: string[] = [];
      for (const file of item.files) uploads.push(await pictureUploads.send(file));
      const answer = await connection.call("send_message", {
        client_message_id: item.client_message_id,
        conversation_id: isNewPlace(item.place) ? undefined : item.place,
        content: item.content,
        mode: item.mode,
        upload_ids: uploads,
        related_trade_ids: item.trades,
      });
      if (isNewPlace(item.place)) await this.move(item.place, answer.message.conversation_id);
      await this.takeBack(item.client_message_id);
      this.pause = FIRST_PAUSE_MILLISECONDS;
      this.events?.sent(item, answer);
    } catch (error) {
      if (!(error instanceof Refused) || isForNow(error)) throw error;
      if (error.code === UPLOAD_GONE && this.sendsPicturesAgain(item)) return;
      await this.takeBack(item.client_message_id);
      this.events?.refused(item, wordsOf(error));
    }
  }

  /** The pictures of a message go up again, once. */
  private sendsPicturesAgain(item: Unsent): boolean {
    if (this.uploadedAgain.has(item.client_message_id)) return false;
    this.uploadedAgain.add(item.client_message_id);
    for (const file of item.files) {
      file.upload = null;
      pictureUploads.stop(file.id);
    }
    return item.files.length > 0;
  }

  /** What follows a message that began a conversation belongs to that conversation. */
  private async move(from: string, to: string): Promise<void> {
    this.begun.set(from, to);
    const moved = this.items.map((item) => (item.place === from ? { ...item, place: to } : item));
    this.set(moved);
    const changed = moved.filter((item) => item.place === to);
    await Promise.all(changed.map((item) => putUnsent(item).catch(() => undefined)));
  }

  private tryLater(error: unknown): void {
    const told =
      error instanceof Refused && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1_000 : 0;
    const pause = Math.max(told, this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(LONGEST_PAUSE_MILLISECONDS, this.pause * 2);
    this.events?.waiting(error instanceof Away ? null : wordsOf(error));
    setTimeout(() => void this.empty(), pause);
  }
}

/** Whether the server would take it later: too many at once, or a fault of its own. */
function isForNow(refused: Refused): boolean {
  const { status } = refused.problem;
  return status === 429 || status >= 500;
}

export const outbox = new Outbox();
