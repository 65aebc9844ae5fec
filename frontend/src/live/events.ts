// The events of the socket, and what each is acknowledged with.
import type { ClientToServer, ServerToClient } from "@/api/generated/events";
import type { components } from "@/api/generated/openapi";
import type { Problem } from "@/api/problem";

export type { ClientToServer, ServerToClient };
export type Message = components["schemas"]["MessageOut"];
export type Conversation = components["schemas"]["ConversationOut"];
type NotificationPage = components["schemas"]["NotificationPage"];

/** What the server says to each event when it took it. */
export interface Acknowledged {
  send_message: { message: Message; answer: Message; duplicate: boolean };
  join_conversation: { conversation: Conversation };
  leave_conversation: object;
  switch_mode: { conversation: Conversation };
  typing: object;
  stop_generation: { answer: Message };
  regenerate: { answer: Message };
  edit_message: { message: Message; answer: Message; duplicate: boolean };
  confirm_draft: { message: Message };
  dismiss_draft: { message: Message };
  resync: { messages: Message[]; unfinished: Message[]; head: number; more: boolean };
  ping: { heads: Record<string, number> };
  list_notifications: NotificationPage;
  mark_notifications_read: { unread: number };
}

export type EventName = keyof Acknowledged & keyof ClientToServer;
export type Refusal = Problem & { retry_after?: number };
export type Acknowledgement<Name extends EventName> =
  | ({ ok: true } & Acknowledged[Name])
  | { ok: false; error: Refusal };
