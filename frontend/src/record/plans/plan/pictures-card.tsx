// Charts that belong to the plan: chosen, dropped or pasted anywhere on its page.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { upload } from "@/api/upload";
import { usePaste } from "@/record/trades/trade/pictures-card";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { percent } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { attachPictures, detachPicture } from "../changes";
import { type Plan, planOf } from "../queries";

export function PicturesCard({ plan }: { plan: Plan }) {
  const { progress, add, remove } = usePictures(plan.id);
  const chooser = useRef<HTMLInputElement>(null);
  const [shown, show] = useState<string | null>(null);
  const { images } = plan;
  const picture = images.find(({ id }) => id === shown);
  usePaste(add);
  return (
    <Card
      title="Charts"
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
        aria-label="Charts of the plan"
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
        className={`grid gap-2 rounded-md ${images.length ? "grid-cols-2" : "border border-dashed border-line p-4"}`}
      >
        {images.length === 0 && (
          <p className="text-sm text-secondary">Paste a chart, drop it here, or choose a file.</p>
        )}
        {images.map(({ id, thumbnail_url, width, height }, place) => (
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
              alt={`Chart ${place + 1} of ${images.length}`}
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
        <Dialog title="Chart" isOpen close={() => show(null)} wide>
          <img src={picture.url} alt="Attached to the plan" className="max-h-[70dvh] w-full object-contain" />
          <Button
            kind="danger"
            className="justify-self-end"
            onClick={() => {
              show(null);
              void remove(picture.id);
            }}
          >
            Take it off the plan
          </Button>
        </Dialog>
      )}
    </Card>
  );
}

function usePictures(planId: string) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const { queryKey } = planOf(planId);
  const attach = async (ids: string[]) => {
    queries.setQueryData(queryKey, await attachPictures(planId, ids));
  };
  const fail = (error: unknown) => say(wordsOf(error), { isError: true });
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
      fail(error);
    } finally {
      setProgress(null);
    }
  };
  const remove = async (id: string) => {
    try {
      await detachPicture(planId, id);
      await queries.invalidateQueries({ queryKey });
      say("Chart taken off", { undo: () => void attach([id]).catch(fail) });
    } catch (error) {
      fail(error);
    }
  };
  return { progress, add: (files: readonly File[]) => void (files.length && send(files)), remove };
}
