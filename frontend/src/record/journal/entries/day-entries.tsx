// The entries of a day: those of the server, and those that this device has not sent yet.
import { useQuery } from "@tanstack/react-query";
import { Loading } from "@/ui/page";
import { type Entry, entriesOf } from "../queries";
import type { Writing } from "../saving/keeper";
import { useEntryWritings } from "../saving/keepers";
import { EntryCard } from "./entry-card";
import type { EntryValues } from "./entry-values";

interface Shown {
  place: string;
  entry: Entry | null;
}

export function DayEntries({
  day,
  editing,
  edit,
}: {
  day: string;
  editing: string | null;
  edit: (place: string | null) => void;
}) {
  const query = useQuery(entriesOf(day));
  const writings = useEntryWritings();
  const isOffline =
    query.data === undefined && Object.values(writings).some((writing) => writing.day === day);
  const list = (entries: readonly Entry[]) => {
    const shown = shownOf(day, entries, writings, editing);
    if (shown.length === 0) return <Nothing />;
    return shown.map(({ place, entry }) => (
      <EntryCard key={place} place={place} entry={entry} isEditing={editing === place} edit={edit} />
    ));
  };
  if (isOffline) return list([]);
  return (
    <Loading query={query} rows={3}>
      {list}
    </Loading>
  );
}

/** An entry that was begun here stays in its place after the server has given it an id. */
function shownOf(
  day: string,
  entries: readonly Entry[],
  writings: Readonly<Record<string, Writing<EntryValues>>>,
  editing: string | null,
): Shown[] {
  const begun = Object.values(writings).filter(
    (writing) => writing.day === day && writing.place !== writing.id,
  );
  const placeOf = (id: string) => begun.find((writing) => writing.id === id)?.place ?? id;
  const known = entries.map((entry) => ({ place: placeOf(entry.id), entry }));
  const places = new Set(known.map(({ place }) => place));
  const isBegun = ({ place, id, state }: Writing<EntryValues>) =>
    id !== null || state !== "saved" || place === editing; // one that was opened and left empty is none
  const others = begun.filter((writing) => !places.has(writing.place) && isBegun(writing));
  return [...known, ...others.map(({ place }) => ({ place, entry: null }))];
}

function Nothing() {
  return (
    <p className="rounded-md border border-dashed border-line p-4 text-sm text-secondary">
      Nothing is written for this day.{" "}
      <kbd className="rounded border border-line px-1 font-mono text-xs">n</kbd> begins an entry; a question
      below helps.
    </p>
  );
}
