// What is to be sent, one after the other, each again with the same id until the server has acknowledged it.
import { newId } from "@/api/client";
import { Away, Refused, wordsOf } from "@/api/problem";
import { windowIsOver } from "@/api/sign-in";
import { upload } from "@/api/upload";
import { connection } from "./connection";
import type { Acknowledged } from "./events";
import { dropUnsent, type KeptFile, putUnsent, readOutbox, type Unsent } from "./local-database";

const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;
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
  private events: OutboxEvents | null = null;

  /** Read what this device still has to send, and begin. */
  async start(events: OutboxEvents): Promise<void> {
    this.events = events;
    this.set(await readOutbox().catch(() => []));
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
  async put(item: Unsent): Promise<void> {
    this.set([...this.items, item]);
    await putUnsent(item).catch(() => undefined);
    void this.empty();
  }

  /** Take a message back that was not sent. */
  async takeBack(clientMessageId: string): Promise<void> {
    this.set(this.items.filter((item) => item.client_message_id !== clientMessageId));
    await dropUnsent(clientMessageId).catch(() => undefined);
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
      const uploads = await this.uploaded(item);
      const answer = await connection.call("send_message", {
        client_message_id: item.client_message_id,
        conversation_id: isNewPlace(item.place) ? undefined : item.place,
        content: item.content,
        mode: item.mode,
        upload_ids: uploads,
        related_trade_ids: item.trades,
      });
      await this.takeBack(item.client_message_id);
      if (isNewPlace(item.place)) await this.move(item.place, answer.message.conversation_id);
      this.pause = FIRST_PAUSE_MILLISECONDS;
      this.events?.sent(item, answer);
    } catch (error) {
      if (!(error instanceof Refused) || isForNow(error)) throw error;
      await this.takeBack(item.client_message_id);
      this.events?.refused(item, wordsOf(error));
    }
  }

  private async uploaded(item: Unsent): Promise<string[]> {
    const ids: string[] = [];
    for (const file of item.files) ids.push(await this.uploadOf(file));
    return ids;
  }

  private async uploadOf(file: KeptFile): Promise<string> {
    if (file.upload !== null) return file.upload;
    const { id } = await upload(file.content, () => undefined);
    file.upload = id;
    return id;
  }

  /** What follows a message that began a conversation belongs to that conversation. */
  private async move(from: string, to: string): Promise<void> {
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
