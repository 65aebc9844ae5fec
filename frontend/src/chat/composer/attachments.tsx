// The pictures of a message that is being written: each with its progress and its removal.
import { useSyncExternalStore } from "react";
import { Refused, wordsOf } from "@/api/problem";
import type { KeptFile } from "@/live/local-database";
import { type Progress, pictureUploads } from "@/live/picture-uploads";
import { Icon } from "@/ui/icons";
import { PictureOf } from "./picture-of";

export function Attachments({
  files,
  remove,
}: {
  files: readonly KeptFile[];
  remove: (file: KeptFile) => void;
}) {
  if (files.length === 0) return null;
  return (
    <ul aria-label="Charts of this message" className="flex flex-wrap gap-2 px-3 pt-3">
      {files.map((file) => (
        <Attachment key={file.id} file={file} remove={() => remove(file)} />
      ))}
    </ul>
  );
}

function Attachment({ file, remove }: { file: KeptFile; remove: () => void }) {
  const progress = useSyncExternalStore(pictureUploads.watch, () => pictureUploads.of(file.id));
  return (
    <li className="relative">
      <PictureOf file={file} className="h-16 max-w-40 rounded-md border border-line object-cover" />
      <button
        type="button"
        aria-label={`Remove ${file.name}`}
        onClick={remove}
        className="absolute -top-2 -right-2 grid size-6 place-items-center rounded-full border border-line bg-raised pointer-coarse:size-9"
      >
        <Icon name="close" className="size-3" />
      </button>
      {file.upload === null && progress && <ProgressOf name={file.name} progress={progress} />}
    </li>
  );
}

function ProgressOf({ name, progress }: { name: string; progress: Progress }) {
  if (progress.state === "sending") {
    return (
      <progress
        aria-label={`${name} on its way up`}
        max={1}
        value={progress.part}
        className="absolute bottom-1 left-1 h-1 w-[calc(100%-0.5rem)] appearance-none overflow-hidden rounded-full bg-ground [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-ground [&::-webkit-progress-value]:bg-primary"
      />
    );
  }
  if (progress.state !== "failed") return null;
  return (
    <span
      title={wordsOf(progress.error)}
      className="absolute inset-x-0 bottom-0 rounded-b-md bg-ground/90 text-center text-xs text-fire"
    >
      {progress.error instanceof Refused ? "not taken" : "later"}
    </span>
  );
}
