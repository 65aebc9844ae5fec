// What a trader says of an answer, kept by the server; all windows of the trader hear of it.
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { conversations } from "@/live/conversations";
import type { Message } from "@/live/events";

export type Verdict = components["schemas"]["AnswerVerdict"];
export type Judged = components["schemas"]["AnswerFeedbackOut"];

export const MOST_WORDS = 1_000; // letters that the server takes

/** What a press comes to: the same verdict again takes it back, the other one keeps no words of the first. */
export function pressed(given: Judged | null | undefined, verdict: Verdict): Verdict | null {
  return given?.verdict === verdict ? null : verdict;
}

export async function judge(message: Message, verdict: Verdict, words: string | null): Promise<void> {
  const params = { path: { message_id: message.id } };
  const body = { verdict, words };
  conversations.apply(await contentOf(api.PUT("/api/messages/{message_id}/feedback", { params, body })));
}

export async function takeBack(message: Message): Promise<void> {
  const params = { path: { message_id: message.id } };
  await api.DELETE("/api/messages/{message_id}/feedback", { params });
  conversations.apply({ ...message, feedback: null });
}
