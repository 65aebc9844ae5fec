// Pictures of a trade: chosen, taken, dropped or pasted anywhere on its page.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { upload } from "@/api/upload";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { percent } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { attachPictures, detachPicture } from "../changes";
import { picturesOf, type Trade } from "../queries";

export function PicturesCard({ trade }: { trade: Trade }) {
  const { data = [] } = useQuery(picturesOf(trade.id));
  const { progress, add, remove } = usePictures(trade.id);
  const chooser = useRef<HTMLInputElement>(null);
  const [shown, show] = useState<string | null>(null);
  const picture = data.find(({ id }) => id === shown);
  usePaste(add);
  return (
    <Card
      title="Pictures"
      actions={
        <Button kind="quiet" className="text-sm" onClick={() => chooser.current?.click()}>
          <Icon name="picture" />
          Add
        </Button>
      }
    >
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button above does the same */}
      <div
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          add([...event.dataTransfer.files]);
        }}
        className={`grid gap-2 rounded-md ${data.length ? "grid-cols-2 sm:grid-cols-3" : "border border-dashed border-line p-4"}`}
      >
        {data.length === 0 && (
          <p className="text-sm text-secondary">Paste a chart, drop it here, or choose a file.</p>
        )}
        {data.map(({ id, thumbnail_url, width, height }, place) => (
          <button
            key={id}
            type="button"
            onClick={() => show(id)}
            className="overflow-hidden rounded-md border border-line hover:border-muted"
          >
            <img
              src={thumbnail_url}
              width={width}
              height={height}
              alt={`${place + 1} of ${data.length}`}
              className="aspect-video w-full object-cover"
            />
          </button>
        ))}
      </div>
      {progress !== null && (
        <p role="status" className="figures text-sm text-muted">
          Sending, {percent(progress, 0)}
        </p>
      )}
      {picture && (
        <Dialog title="Picture" isOpen close={() => show(null)} wide>
          <img
            src={picture.url}
            alt="Attached to the trade"
            className="max-h-[70dvh] w-full object-contain"
          />
          <Button
            kind="danger"
            className="justify-self-end"
            onClick={() => {
              show(null);
              void remove(picture.id);
            }}
          >
            Take it off the trade
          </Button>
        </Dialog>
      )}
    </Card>
  );
}

function usePictures(trade: string) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const reload = () => queries.invalidateQueries({ queryKey: picturesOf(trade).queryKey });
  const attach = async (ids: string[]) => {
    await attachPictures(trade, ids);
    await reload();
  };
  const send = async (files: readonly File[]) => {
    setProgress(0);
    try {
      const ids: string[] = [];
      for (const [place, file] of files.entries()) {
        const { id } = await upload(file, (part) => setProgress((place + part) / files.length));
        ids.push(id);
      }
      await attach(ids);
    } catch (error) {
      say(wordsOf(error), { isError: true });
    } finally {
      setProgress(null);
    }
  };
  const remove = async (id: string) => {
    try {
      await detachPicture(trade, id);
      await reload();
      say("Picture taken off", { undo: () => void attach([id]) });
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
  return { progress, add: (files: readonly File[]) => void (files.length && send(files)), remove };
}

export function usePaste(add: (files: readonly File[]) => void): void {
  const work = useRef(add);
  work.current = add;
  useEffect(() => {
    const heard = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
      if (files.length === 0) return;
      event.preventDefault();
      work.current(files);
    };
    addEventListener("paste", heard);
    return () => removeEventListener("paste", heard);
  }, []);
}
