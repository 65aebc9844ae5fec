// How many notifications wait, kept true by the socket's events.
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, contentOf } from "@/api/client";
import { connection } from "@/live/connection";

const KEY = ["notifications", "unread"];

function unreadCount() {
  return queryOptions({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const page = await contentOf(
        api.GET("/api/notifications", { params: { query: { limit: 1 } }, signal }),
      );
      return page.unread;
    },
  });
}

export function useUnread(): number {
  const queries = useQueryClient();
  useEffect(() => {
    const heard = (unread: number | null | undefined) => {
      if (typeof unread === "number") queries.setQueryData(KEY, unread);
    };
    const stops = [
      connection.on("notification", (news) => {
        heard("unread" in news ? news.unread : null);
        void queries.invalidateQueries({ queryKey: ["notifications", "list"] });
      }),
      connection.on("notifications_read", ({ unread }) => {
        heard(unread);
        void queries.invalidateQueries({ queryKey: ["notifications", "list"] });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queries]);
  return useQuery(unreadCount()).data ?? 0;
}
