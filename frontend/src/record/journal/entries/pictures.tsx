// The pictures of an entry: pasted, dropped or chosen; each can be looked at and taken off.
import { useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { type Upload, upload } from "@/api/upload";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { percent } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import type { Entry } from "../queries";

type Picture = Pick<Entry["images"][number], "id" | "url" | "thumbnail_url" | "width" | "height">;

const sent = new Map<string, Upload>(); // pictures that the entry does not show yet

/** Sends pictures and gives their ids to the entry. */
export function useSending(add: (ids: readonly string[]) => void) {
  const [progress, setProgress] = useState<number | null>(null);
  const send = async (files: readonly File[]) => {
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    if (pictures.length === 0) return;
    setProgress(0);
    try {
      for (const [place, file] of pictures.entries()) {
        const picture = await upload(file, (part) => setProgress((place + part) / pictures.length));
        sent.set(picture.id, picture);
        add([picture.id]);
      }
    } catch (error) {
      say(wordsOf(error), { isError: true });
    } finally {
      setProgress(null);
    }
  };
  return { progress, send: (files: Iterable<File>) => void send([...files]) };
}

export function AddPicture({
  send,
  progress,
}: {
  send: (files: Iterable<File>) => void;
  progress: number | null;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        kind="quiet"
        className="text-sm"
        onClick={() => input.current?.click()}
        isBusy={progress !== null}
      >
        <Icon name="picture" />
        {progress === null ? "Picture" : `Sending, ${percent(progress, 0)}`}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label="Choose pictures"
        onChange={(event) => {
          send(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </>
  );
}

export function Pictures({
  ids,
  known,
  remove,
}: {
  ids: readonly string[];
  known: readonly Picture[];
  remove: (id: string) => void;
}) {
  const [shown, show] = useState<string | null>(null);
  const pictures = ids
    .map((id): Picture | undefined => known.find((picture) => picture.id === id) ?? sent.get(id))
    .filter((picture) => picture !== undefined);
  const picture = pictures.find(({ id }) => id === shown);
  if (pictures.length === 0) return null;
  return (
    <>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4" aria-label="Pictures">
        {pictures.map(({ id, thumbnail_url, width, height }, place) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => show(id)}
              className="w-full overflow-hidden rounded-md border border-line hover:border-muted"
            >
              <img
                src={thumbnail_url}
                width={width}
                height={height}
                alt={`${place + 1} of ${pictures.length}`}
                className="aspect-video w-full object-cover"
              />
            </button>
          </li>
        ))}
      </ul>
      {picture && (
        <Dialog title="Picture" isOpen close={() => show(null)} wide>
          <img src={picture.url} alt="Of the entry" className="max-h-[70dvh] w-full object-contain" />
          <Button
            kind="danger"
            className="justify-self-end"
            onClick={() => {
              show(null);
              remove(picture.id);
            }}
          >
            Take it off the entry
          </Button>
        </Dialog>
      )}
    </>
  );
}
