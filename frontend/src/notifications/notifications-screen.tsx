// What the product has to tell: unread first, each with what it is about, and where its kind is sent.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { ago, moment, named } from "@/ui/format";
import { EmptyState, ErrorNote, Page, Skeleton } from "@/ui/page";
import { say } from "@/ui/toast";
import { changeNotification, dismiss, markRead, type Notification, notificationList } from "./queries";
import { subjectOf } from "./subjects";
import { useOpened } from "./use-opened";

const SHOWN: readonly (readonly [string, string])[] = [
  ["", "All"],
  ["unread", "Unread"],
  ["dismissed", "Put aside"],
];

export function NotificationsScreen() {
  const { show, open } = useSearch({ from: "/notifications" });
  const navigate = useNavigate({ from: "/notifications" });
  const filter = { unread: show === "unread" || undefined, dismissed: show === "dismissed" || undefined };
  const list = useInfiniteQuery(notificationList(filter));
  const { read, putAside, clear } = useNews();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  useOpened(open, list.data && items);
  const [place, setPlace] = useState(0);
  const current = items[Math.min(place, items.length - 1)];

  const move = (step: number) => setPlace((before) => Math.max(0, Math.min(items.length - 1, before + step)));
  const readAll = () => read.mutate(null);
  const clearAll = () => clear.mutate(null);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    e: () => current && putAside.mutate({ id: current.id, dismissed: current.dismissed_at === null }),
    "Shift+r": readAll,
    "Shift+e": clearAll,
  });
  useOffered([
    {
      id: "notifications.read",
      words: "Mark all as read",
      key: "Shift R",
      group: "Notifications",
      run: readAll,
    },
    {
      id: "notifications.clear",
      words: "Put all aside",
      key: "Shift E",
      group: "Notifications",
      run: clearAll,
    },
  ]);

  return (
    <Page
      title="Notifications"
      actions={
        <>
          <SelectField
            label="Show"
            value={show ?? ""}
            options={SHOWN}
            onChange={(event) =>
              void navigate({ search: { show: event.target.value || undefined }, replace: true })
            }
          />
          <Button onClick={readAll} isBusy={read.isPending} shortcut="Shift R">
            Mark all as read
          </Button>
          {show !== "dismissed" && items.length > 0 && (
            <Button onClick={clearAll} isBusy={clear.isPending} shortcut="Shift E">
              Put all aside
            </Button>
          )}
        </>
      }
    >
      {list.error && <ErrorNote error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      {list.data && items.length === 0 && (
        <EmptyState title="All clear">
          <p>
            Limits that come near, plans that end, patterns that were found and the week's review are told
            here.
          </p>
          <Link to="/settings" search={{ part: "notifications" }} className="text-primary underline">
            Choose what is told, and where
          </Link>
        </EmptyState>
      )}
      <ul className="grid gap-2">
        {items.map((news) => (
          <NewsRow
            key={news.id}
            news={news}
            isCurrent={news === current}
            read={() => read.mutate([news.id])}
            putAside={() => putAside.mutate({ id: news.id, dismissed: news.dismissed_at === null })}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}

function useNews() {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ["notifications"] });
  const failed = (error: unknown) => say(wordsOf(error), { isError: true });
  const read = useMutation({ mutationFn: markRead, onSuccess: again, onError: failed });
  const putAside = useMutation({
    mutationFn: ({ id, dismissed }: { id: string; dismissed: boolean }) =>
      changeNotification(id, { dismissed }),
    onSuccess: (_, { id, dismissed }) => {
      void again();
      if (dismissed) say("Put aside.", { undo: () => putAside.mutate({ id, dismissed: false }) });
    },
    onError: failed,
  });
  const clear = useMutation({
    mutationFn: dismiss,
    onSuccess: ({ ids }, back) => {
      void again();
      if (back !== null) return;
      say(ids.length === 1 ? "One put aside." : `${ids.length} put aside.`, {
        undo: () => clear.mutate(ids),
      });
    },
    onError: failed,
  });
  return { read, putAside, clear };
}

interface NewsRowProps {
  news: Notification;
  isCurrent: boolean;
  read: () => void;
  putAside: () => void;
}

function NewsRow({ news, isCurrent, read, putAside }: NewsRowProps) {
  const subject = subjectOf(news);
  const isUnread = news.read_at === null;
  return (
    <li
      aria-current={isCurrent || undefined}
      className={`grid gap-1 rounded-md border bg-surface p-3 ${isCurrent ? "border-primary" : "border-line"}`}
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-xs text-muted">{named(news.kind)}</span>
        <h2 className={`flex-1 ${isUnread ? "font-semibold" : "text-secondary"}`}>
          {news.title}
          {isUnread && <span className="ml-2 text-xs text-primary">new</span>}
        </h2>
        <time dateTime={news.created_at} title={moment(news.created_at)} className="text-sm text-muted">
          {ago(news.created_at)}
        </time>
      </div>
      <p className="whitespace-pre-line text-secondary">{news.body}</p>
      <div className="flex flex-wrap gap-2">
        {subject && (
          <Link
            to={subject.path}
            search={subject.search ?? {}}
            onClick={read}
            className="inline-flex min-h-8 items-center text-primary underline"
          >
            {subject.words}
          </Link>
        )}
        {isUnread && (
          <Button kind="quiet" onClick={read}>
            Mark as read
          </Button>
        )}
        <Button kind="quiet" onClick={putAside}>
          {news.dismissed_at === null ? "Put aside" : "Take back"}
        </Button>
      </div>
    </li>
  );
}
