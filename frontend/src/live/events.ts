// The events of the socket, and what each is acknowledged with.
import type {
  Acknowledged,
  ClientToServer,
  ConversationOut,
  MessageOut,
  ServerToClient,
  SocketRefusal,
} from "@/api/generated/events";

export type { Acknowledged, ClientToServer, ServerToClient };
export type Message = MessageOut;
export type Conversation = ConversationOut;
export type EventName = keyof ClientToServer;
export type Acknowledgement<Name extends EventName> =
  | ({ ok: true } & Acknowledged[Name])
  | { ok: false; error: SocketRefusal };
