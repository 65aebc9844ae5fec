// The frame of every screen: its heading, its actions, and its states while there is nothing to show yet.
import { type ReactNode, useEffect } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "./button";

export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} \u00b7 Elite Trading Coach`;
  }, [title]);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 pb-24 sm:p-6">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="flex-1 text-2xl font-semibold">{title}</h1>
        {actions}
      </header>
      {children}
    </div>
  );
}

export function Card({
  title,
  actions,
  children,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      className="grid grid-cols-1 content-start gap-3 rounded-md border border-line bg-surface p-4"
      aria-label={title}
    >
      {title && (
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="flex-1 text-lg font-semibold">{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

/** What stands where there is nothing yet: what this place is for, and the first thing to do. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-start gap-2 rounded-md border border-dashed border-line p-6 text-secondary">
      <h2 className="text-lg font-semibold text-text">{title}</h2>
      {children}
      {action}
    </div>
  );
}

/** What went wrong, and what to do about it. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-md border border-loss bg-surface p-3"
    >
      <span className="flex-1">{wordsOf(error)}</span>
      {retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

/** Rows that are on their way. */
export function Skeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing but their place
        <div key={row} aria-hidden="true" className="h-9 animate-pulse rounded-md bg-raised" />
      ))}
    </div>
  );
}

interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  isFetching?: boolean;
  refetch: () => unknown;
}

/** What a query brought: rows while it is on its way, words where it failed, what is old dimmed while it is asked anew. */
export function Loading<T>({
  query,
  rows,
  children,
}: {
  query: Loaded<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? <ErrorNote error={query.error} retry={() => void query.refetch()} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton rows={rows} />;
}
