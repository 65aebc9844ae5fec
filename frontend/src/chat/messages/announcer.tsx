// What a screen reader hears: one word that the coach writes, and each answer once, when it is whole.
import { useEffect, useState, useSyncExternalStore } from "react";
import { isUnfinished } from "@/live/conversation-log";
import { conversations } from "@/live/conversations";
import type { Message } from "@/live/events";
import type { LiveConversation } from "@/live/live-conversation";

const MOST_TOLD = 3;
const STILL_MILLISECONDS = 7_000;

export function Announcer({ conversation }: { conversation: LiveConversation }) {
  const [told, tell] = useState<readonly Message[]>([]);
  useEffect(
    () =>
      conversations.onAnswer((answer) => {
        if (answer.conversation_id !== conversation.id) return;
        tell((before) => [...before.filter(({ id }) => id !== answer.id), answer].slice(-MOST_TOLD));
      }),
    [conversation],
  );
  return (
    <div role="log" aria-live="polite" aria-label="Answers" className="sr-only">
      {told.map((answer) => (
        <p key={answer.id}>{spokenAnswer(answer)}</p>
      ))}
    </div>
  );
}

export function spokenAnswer({ verdict, content, status, understood }: Message): string {
  if (status === "failed") return "The answer failed.";
  if (status === "stopped" && !content) return "Stopped.";
  if (verdict) return `Verdict: ${verdict.verdict}. ${verdict.analysis}`;
  return understood?.asked ? `A question back: ${content}` : content;
}

/** The answer that is being made, if any. */
export function useUnfinished(conversation: LiveConversation | null): Message | null {
  const view = useSyncExternalStore(
    (work) => conversation?.watch(work) ?? (() => undefined),
    () => conversation?.current() ?? null,
  );
  if (view === null) return null;
  let latest: Message | null = null;
  for (const message of view.log.messages.values()) {
    if (message.type === "ai" && isUnfinished(message)) latest = message;
  }
  return latest;
}

export function WritingStatus({ isWriting }: { isWriting: boolean }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isWriting) return;
    const timer = setInterval(() => setLong(true), STILL_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isWriting]);
  const words = isLong ? "Coach is still writing" : "Coach is writing";
  return (
    <p role="status" className="min-h-5 text-sm text-muted">
      {isWriting ? words : ""}
    </p>
  );
}
