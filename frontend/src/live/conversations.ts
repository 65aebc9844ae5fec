// The conversations that this window has open, and the events that belong to each.
import { connection } from "./connection";
import type { Message } from "./events";
import { LiveConversation } from "./live-conversation";

const MOST_KEPT = 8; // conversations whose messages stay in memory
const BEAT_MILLISECONDS = 20_000;

class Conversations {
  private readonly open = new Map<string, LiveConversation>();
  private readonly listeners = new Set<(message: Message) => void>();

  /** The conversation; its messages are read when it is asked for the first time. */
  of(id: string): LiveConversation {
    const known = this.open.get(id);
    const conversation = known ?? new LiveConversation(id, (message) => this.tell(message));
    this.open.delete(id);
    this.open.set(id, conversation); // the last one asked for stands last
    if (!known) {
      void conversation.load();
      this.forgetOldest();
    }
    return conversation;
  }

  known(id: string): LiveConversation | undefined {
    return this.open.get(id);
  }

  /** Hear of every answer that becomes final in a conversation that is open here. */
  onAnswer(work: (message: Message) => void): () => void {
    this.listeners.add(work);
    return () => this.listeners.delete(work);
  }

  apply(message: Message): void {
    this.open.get(message.conversation_id)?.apply(message);
  }

  /** Begin to hear events; what ends it. */
  start(): () => void {
    const endings = [
      connection.on("message_saved", ({ message, answer }) => {
        this.apply(message);
        this.apply(answer);
      }),
      connection.on("ai_thinking", (news) => this.known(news.conversation_id)?.begin(news.message_id)),
      connection.on("ai_delta", (piece) => this.known(piece.conversation_id)?.write(piece)),
      connection.on("ai_response", (message) => this.apply(message)),
      connection.on("message_updated", (message) => this.apply(message)),
      connection.on("conversation_deleted", (news) => this.known(news.conversation_id)?.end()),
      connection.on("notification", ({ kind, subject }) => {
        if (kind === "draft_open" || kind === "draft_confirmed" || kind === "draft_dismissed")
          this.refresh(subject.message_id);
      }),
      connection.watch(() => connection.current() === "live" && this.resync()),
    ];
    const beat = setInterval(() => void this.beat(), BEAT_MILLISECONDS);
    return () => {
      clearInterval(beat);
      for (const end of endings) end();
    };
  }

  private resync(): void {
    for (const conversation of this.open.values()) {
      if (conversation.current().state === "failed") void conversation.load();
      else void conversation.resync();
    }
  }

  private refresh(messageId: string): void {
    for (const conversation of this.open.values()) conversation.refresh(messageId).catch(() => undefined);
  }

  /** What an event failed to bring is seen by the heads. */
  private async beat(): Promise<void> {
    const pulse = await connection.call("ping", {}).catch(() => null);
    for (const [id, head] of Object.entries(pulse?.heads ?? {})) {
      const conversation = this.open.get(id);
      if (conversation && head > conversation.current().log.last) void conversation.resync();
    }
  }

  private tell(message: Message): void {
    for (const work of this.listeners) work(message);
  }

  private forgetOldest(): void {
    for (const [id, conversation] of this.open) {
      if (this.open.size <= MOST_KEPT) return;
      if (!conversation.isWatched) this.open.delete(id);
    }
  }
}

export const conversations = new Conversations();
