// An entry to read, and in the same place to write.
import { useEffect } from "react";
import { Markdown } from "@/chat/messages/markdown";
import { Button } from "@/ui/button";
import { clock } from "@/ui/format";
import { Icon } from "@/ui/icons";
import type { Entry } from "../queries";
import { entryKeeper, useWriting } from "../saving/keepers";
import { SavingNote } from "../saving/saving-note";
import { useEntryChanges } from "./changes";
import { EntryEditor } from "./entry-editor";
import { type EntryValues, KINDS, valuesOf } from "./entry-values";
import { Pictures } from "./pictures";

export function EntryCard({
  place,
  entry,
  isEditing,
  edit,
}: {
  /** Where it is typed: the entry's id, or that of one that the server does not know. */
  place: string;
  entry: Entry | null;
  isEditing: boolean;
  edit: (place: string | null) => void;
}) {
  useEffect(() => {
    if (entry) entryKeeper.begin(place, entry.day, entry.id, valuesOf(entry), valuesOf(entry));
  }, [place, entry]);
  const writing = useWriting(entryKeeper, place);
  const values = writing?.values ?? (entry ? valuesOf(entry) : null);
  if (values === null) return null;
  const isUnsent = writing !== undefined && writing.state !== "saved";
  if (isEditing || isUnsent) {
    return (
      <EntryEditor
        place={place}
        entry={entry}
        values={values}
        close={() => edit(null)}
        hasFocus={isEditing}
      />
    );
  }
  return <ReadEntry place={place} entry={entry} values={values} edit={() => edit(place)} />;
}

function ReadEntry({
  place,
  entry,
  values,
  edit,
}: {
  place: string;
  entry: Entry | null;
  values: EntryValues;
  edit: () => void;
}) {
  const { remove } = useEntryChanges();
  const writing = useWriting(entryKeeper, place);
  const kind = KINDS.find(([name]) => name === values.kind)?.[1] ?? "";
  const title = values.title || kind;
  return (
    <article
      aria-label={title}
      className="group grid grid-cols-1 gap-2 rounded-md border border-line bg-surface p-4"
    >
      <header className="flex items-start gap-2">
        <h3 className="flex-1 font-semibold">{title}</h3>
        <span className="text-xs text-muted">
          {values.title && `${kind}, `}
          {entry && clock(entry.created_at)}
        </span>
        {writing?.savedAt && <SavingNote writing={writing} />}
        <span className="-mt-1 -mr-2 flex">
          <Button kind="quiet" aria-label={`Edit ${title}`} onClick={edit}>
            <Icon name="edit" />
          </Button>
          <Button
            kind="quiet"
            aria-label={`Delete ${title}`}
            onClick={() => void remove(place, entry?.id ?? writing?.id ?? null)}
          >
            <Icon name="trash" />
          </Button>
        </span>
      </header>
      <Markdown text={values.body} />
      <Pictures
        ids={values.upload_ids}
        known={entry?.images ?? []}
        remove={(id) =>
          entryKeeper.change(place, { upload_ids: values.upload_ids.filter((other) => other !== id) })
        }
      />
      <Tags tags={values.tags} />
    </article>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag} className="rounded bg-raised px-1.5 text-xs text-secondary">
          #{tag}
        </li>
      ))}
    </ul>
  );
}
