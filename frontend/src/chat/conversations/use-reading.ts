// What a trader has read: whoever is at the end of a conversation in a window that is seen has read up to there.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { putRead } from "./queries";
import { forgetRead, noteRead } from "./read-up-to";

const LOOKED_MILLISECONDS = 400; // what is only passed is not read

/** Tell the server, once for each message that came: what a list says of it may be older than the message. */
export function useReading(conversationId: string | null, head: number, isAtEnd: boolean): void {
  const queries = useQueryClient();
  const isSeen = useIsSeen();
  useEffect(() => {
    if (conversationId === null || !isAtEnd || !isSeen || head === 0) return;
    const timer = setTimeout(() => void read(queries, conversationId, head), LOOKED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [queries, conversationId, head, isAtEnd, isSeen]);
}

async function read(queries: QueryClient, id: string, seq: number): Promise<void> {
  if (!noteRead(id, seq)) return;
  putRead(queries, id);
  const params = { path: { conversation_id: id } };
  await api.POST("/api/conversations/{conversation_id}/read", { params, body: { seq } }).then(
    () => putRead(queries, id), // a list that was asked before it is behind
    () => forgetRead(id),
  );
}

function useIsSeen(): boolean {
  const [isSeen, see] = useState(() => document.visibilityState === "visible");
  useEffect(() => {
    const look = () => see(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return isSeen;
}
