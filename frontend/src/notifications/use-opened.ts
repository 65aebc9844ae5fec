// The notification that a link names is read, and what it is about is shown; one that leads nowhere stays in view.
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { markRead, type Notification } from "./queries";
import { subjectOf } from "./subjects";

export function useOpened(id: string | undefined, items: readonly Notification[] | undefined): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (id === undefined || items === undefined) return;
    const news = items.find((item) => item.id === id);
    if (news && news.read_at === null) markRead([news.id]).catch(() => undefined); // it is unread still, and says so
    const subject = news ? subjectOf(news) : null;
    const place = subject
      ? { to: subject.path, search: subject.search ?? {} }
      : { to: "/notifications", search: {} };
    void navigate({ ...place, replace: true });
  }, [id, items, navigate]);
}
