// An entry while it is written: saved by itself, with its kind, its tags, its pictures.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Refused, wordsOf } from "@/api/problem";
import { useChangedElsewhere } from "@/live/changes";
import { Button } from "@/ui/button";
import { ElsewhereNote } from "@/ui/elsewhere-note";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { type Entry, type EntryKind, journalChanged, templates } from "../queries";
import { entryKeeper, standOn, useWriting } from "../saving/keepers";
import { SavingNote } from "../saving/saving-note";
import { addTemplate, useEntryChanges } from "./changes";
import { type EntryValues, KINDS, tagsOf } from "./entry-values";
import { AddPicture, Pictures, useSending } from "./pictures";

export function EntryEditor({
  place,
  entry,
  values,
  close,
  hasFocus,
}: {
  place: string;
  entry: Entry | null;
  values: EntryValues;
  close: () => void;
  hasFocus: boolean;
}) {
  const writing = useWriting(entryKeeper, place);
  const { remove } = useEntryChanges();
  const body = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!hasFocus) return;
    const field = body.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [hasFocus]);
  const id = writing?.id ?? entry?.id ?? null;
  const elsewhere = useElsewhere(place, id, entry);
  const change = (part: Partial<EntryValues>) => entryKeeper.change(place, part);
  const { progress, send } = useSending((ids) => {
    const before = entryKeeper.of(place)?.values.upload_ids ?? [];
    change({ upload_ids: [...before, ...ids] });
  });
  const finish = () => {
    if (values.body.trim() === "" && (writing?.id ?? null) === null) void remove(place, null);
    else {
      if (writing?.id == null && writing?.state === "saved") change({}); // a template, as it is
      void entryKeeper.saveNow(place);
    }
    close();
  };
  return (
    <article
      aria-label={values.title || "Entry"}
      className="grid grid-cols-1 gap-2 rounded-md border border-primary/60 bg-surface p-4"
      onPaste={(event) => send(event.clipboardData.files)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        send(event.dataTransfer.files);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") finish();
      }}
    >
      <ElsewhereNote
        isShown={elsewhere.isChanged}
        what="This entry"
        look={() => void elsewhere.takeTheirs().then(close)}
      >
        <Button onClick={elsewhere.keepMine}>Keep mine</Button>
      </ElsewhereNote>
      <input
        type="text"
        aria-label="Title"
        placeholder="Title, if it needs one"
        value={values.title}
        maxLength={200}
        onChange={(event) => change({ title: event.target.value })}
        className="min-h-9 bg-transparent text-lg font-semibold outline-none pointer-coarse:min-h-11"
      />
      <textarea
        ref={body}
        aria-label="Words"
        placeholder="What happened, and what were you thinking? Markdown works."
        value={values.body}
        rows={Math.max(5, values.body.split("\n").length + 1)}
        maxLength={20_000}
        onChange={(event) => change({ body: event.target.value })}
        className="w-full resize-none [field-sizing:content] min-h-32 bg-transparent leading-relaxed outline-none"
      />
      <Pictures
        ids={values.upload_ids}
        known={entry?.images ?? []}
        remove={(id) => change({ upload_ids: values.upload_ids.filter((other) => other !== id) })}
      />
      <TagField key={place} tags={values.tags} change={(tags) => change({ tags })} />
      <footer className="flex flex-wrap items-center gap-1 border-t border-line pt-2">
        <select
          aria-label="Kind of entry"
          value={values.kind}
          onChange={(event) => change({ kind: kindOf(event.target.value) })}
          className="min-h-8 rounded-md bg-transparent px-1 text-sm text-secondary pointer-coarse:min-h-11"
        >
          {KINDS.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
        <AddPicture send={send} progress={progress} />
        <KeepAsTemplate values={values} />
        <Button
          kind="quiet"
          aria-label="Delete this entry"
          onClick={() => void remove(place, writing?.id ?? entry?.id ?? null).then(close)}
        >
          <Icon name="trash" />
        </Button>
        <span className="ml-auto flex items-center gap-3">
          <SavingNote writing={writing} />
          <Button className="text-sm" onClick={finish} shortcut="Esc">
            Done
          </Button>
        </span>
      </footer>
    </article>
  );
}

/** Whether another window wrote the entry meanwhile: then the trader says which of the two stays. */
function useElsewhere(place: string, id: string | null, entry: Entry | null) {
  const queries = useQueryClient();
  const { isChanged, settle } = useChangedElsewhere("journal", id, id !== null);
  const writing = useWriting(entryKeeper, place);
  const opened = useRef(entry);
  useEffect(() => {
    if (opened.current) standOn(opened.current.id, opened.current.version);
  }, []);
  const isRefused = writing?.error instanceof Refused && writing.error.code === "version.stale";
  return {
    isChanged: isChanged || isRefused,
    takeTheirs: async () => {
      await entryKeeper.forget(place);
      await journalChanged(queries);
      settle();
    },
    keepMine: () => {
      if (id !== null) standOn(id, null);
      entryKeeper.change(place, {});
      settle();
      void entryKeeper.saveNow(place);
    },
  };
}

function kindOf(text: string): EntryKind {
  return KINDS.find(([name]) => name === text)?.[0] ?? "free";
}

/** The text stays as it is typed; its words are what is kept. */
function TagField({ tags, change }: { tags: readonly string[]; change: (tags: string[]) => void }) {
  const [text, setText] = useState(tags.join(", "));
  return (
    <input
      type="text"
      aria-label="Tags"
      placeholder="Tags, between commas"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        change(tagsOf(event.target.value));
      }}
      className="min-h-8 bg-transparent text-sm text-secondary outline-none pointer-coarse:min-h-11"
    />
  );
}

function KeepAsTemplate({ values }: { values: EntryValues }) {
  const queries = useQueryClient();
  if (values.body.trim() === "") return null;
  const keep = async () => {
    try {
      await addTemplate((values.title || "My template").slice(0, 100), values.body);
      await queries.invalidateQueries({ queryKey: templates().queryKey });
      say("Kept as a template");
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
  return (
    <Button kind="quiet" className="text-sm" onClick={() => void keep()}>
      <Icon name="plus" />
      Template
    </Button>
  );
}
