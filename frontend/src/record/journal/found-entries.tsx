// What a search found: the day, the words around each hit, and the way there.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "@/ui/button";
import { day as dayInWords } from "@/ui/format";
import { EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { firstLine } from "./entries/entry-values";
import { type Entry, entriesWith } from "./queries";

export function FoundEntries({ words, leave }: { words: string; leave: () => void }) {
  const query = useInfiniteQuery(entriesWith(words));
  const entries = query.data?.pages.flatMap((page) => page.items);
  if (query.error) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  if (entries === undefined) return <Skeleton />;
  if (entries.length === 0 && !query.hasNextPage) {
    return (
      <EmptyState
        title={`Nothing is written about \u201c${words}\u201d.`}
        action={<Button onClick={leave}>Back to the day</Button>}
      >
        <p>All words must occur. Put a phrase into quotation marks.</p>
      </EmptyState>
    );
  }
  return (
    <section aria-label="Found" className="grid gap-2">
      <ul className="grid gap-2">
        {entries.map((entry) => (
          <FoundEntry key={entry.id} entry={entry} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Look further back
        </Button>
      )}
    </section>
  );
}

function FoundEntry({ entry }: { entry: Entry }) {
  const lines = entry.highlights.length ? entry.highlights : [firstLine(entry.body)];
  return (
    <li>
      <Link
        to="/journal"
        search={{ day: entry.day }}
        className="grid gap-1 rounded-md border border-line bg-surface p-3 hover:border-muted"
      >
        <span className="flex gap-3">
          <span className="flex-1 font-medium">{entry.title ?? firstLine(entry.body)}</span>
          <span className="text-sm text-muted">{dayInWords(entry.day)}</span>
        </span>
        {lines.map((line) => (
          <span key={line} className="text-sm text-secondary">
            <Marked text={line} />
          </span>
        ))}
      </Link>
    </li>
  );
}

/** The words between « and » are those that were found. */
function Marked({ text }: { text: string }) {
  return text.split(/(«[^»]*»)/).map((part, place) =>
    part.startsWith("«") ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have nothing but their place
      <mark key={place} className="rounded bg-mark px-0.5 text-text">
        {part.slice(1, -1)}
      </mark>
    ) : (
      part
    ),
  );
}
