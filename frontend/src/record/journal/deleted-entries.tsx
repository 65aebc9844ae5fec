// Entries that were deleted in the last 30 days, to take back.
import { useQuery } from "@tanstack/react-query";
import { Button } from "@/ui/button";
import { ago, day as dayInWords } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { useEntryChanges } from "./entries/changes";
import { firstLine } from "./entries/entry-values";
import { deletedEntries } from "./queries";

export function DeletedEntries() {
  const query = useQuery(deletedEntries());
  const { restore } = useEntryChanges();
  return (
    <Card title="Deleted in the last 30 days">
      <Loading query={query} rows={3}>
        {(entries) =>
          entries.length === 0 ? (
            <p className="text-muted">Nothing was deleted.</p>
          ) : (
            <ul>
              {entries.map(({ id, day, title, body, deleted_at }) => (
                <li key={id} className="flex items-center gap-3 border-t border-line py-2 first:border-0">
                  <span className="grid min-w-0 flex-1">
                    <span className="truncate">{title ?? firstLine(body)}</span>
                    <span className="text-xs text-muted">
                      {dayInWords(day)}
                      {deleted_at && `, deleted ${ago(deleted_at)}`}
                    </span>
                  </span>
                  <Button onClick={() => void restore(id)}>Restore</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loading>
    </Card>
  );
}
