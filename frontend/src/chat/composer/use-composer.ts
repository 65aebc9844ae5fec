// The message that is being written in one place: its words, its pictures, and how it is sent.
import { useCallback, useEffect } from "react";
import { newId } from "@/api/client";
import { wordsOf } from "@/api/problem";
import type { Draft, KeptFile } from "@/live/local-database";
import { outbox } from "@/live/outbox";
import { pictureUploads } from "@/live/picture-uploads";
import { say } from "@/ui/toast";
import type { Mode } from "../conversations/changes";
import { draftPlace, EMPTY_DRAFT, useDrafts } from "./drafts";
import { admit, whyNotSent } from "./limits";

export interface Speaking {
  readonly place: string;
  readonly mode: Mode;
  /** Trades that the message is about. */
  readonly trades: readonly string[];
}

/** Put a message into the outbox, from where it goes as soon as there is a connection. */
export async function speak({ place, mode, trades }: Speaking, { words, files }: Draft): Promise<void> {
  await outbox.put({
    client_message_id: newId(),
    place,
    content: words.trim(),
    mode,
    files: [...files],
    trades: [...trades],
    written_at: Date.now(),
  });
}

export interface Composing {
  readonly draft: Draft;
  write(words: string): void;
  /** Add pictures; what cannot be added is told. */
  add(files: Iterable<File>): void;
  remove(file: KeptFile): void;
  /** Whether it went into the outbox. */
  send(): boolean;
}

export function useComposer(speaking: Speaking): Composing {
  const { place } = speaking;
  const draft = useDrafts((state) => state.drafts[draftPlace(place)]) ?? EMPTY_DRAFT;
  useEffect(() => {
    void useDrafts.getState().load(place);
  }, [place]);
  const add = useCallback((files: Iterable<File>) => addPictures(place, [...files]), [place]);
  return {
    draft,
    write: (words) => useDrafts.getState().change(place, { words }),
    add,
    remove: (file) => {
      pictureUploads.stop(file.id);
      const files = draft.files.filter(({ id }) => id !== file.id);
      useDrafts.getState().change(place, { files });
    },
    send: () => {
      const why = whyNotSent(draft.words, draft.files.length);
      if (why !== null) {
        say(why, { isError: true });
        return false;
      }
      useDrafts.getState().keep(place, EMPTY_DRAFT);
      void speak(speaking, draft);
      return true;
    },
  };
}

function addPictures(place: string, files: readonly File[]): void {
  const { of, change } = useDrafts.getState();
  const { taken, refusals } = admit(files, of(place).files.length);
  for (const why of refusals) say(why, { isError: true });
  if (taken.length === 0) return;
  const added = taken.map<KeptFile>((file) => ({
    id: newId(),
    name: file.name,
    content: file,
    upload: null,
  }));
  change(place, { files: [...of(place).files, ...added] });
  for (const file of added) void goUp(place, file);
}

/** A picture goes up while its words are written. Where that fails for now, the outbox tries again. */
async function goUp(place: string, file: KeptFile): Promise<void> {
  try {
    await pictureUploads.send(file);
    const { of, change } = useDrafts.getState();
    change(place, { files: [...of(place).files] }); // keeps that it is there
  } catch (error) {
    if (error instanceof DOMException) return;
    say(wordsOf(error), { isError: true });
  }
}
