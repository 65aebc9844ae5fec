// Where the trader writes. Enter sends, Shift+Enter begins a line; pictures come by button, camera, paste or drop.
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { Attachments } from "./attachments";
import { countWords, LONGEST, TYPES } from "./limits";
import { type Speaking, useComposer } from "./use-composer";

export function Composer({
  speaking,
  input,
  above,
  aside,
  placeholder = "Long ES 4500.25 stop 4490 target 4520, or drop a chart here",
}: {
  speaking: Speaking;
  input: RefObject<HTMLTextAreaElement | null>;
  /** What stands above the input: what is spoken of. */
  above?: ReactNode;
  aside?: ReactNode;
  placeholder?: string;
}) {
  const composing = useComposer(speaking);
  const { draft, add } = composing;
  const isOver = usePastedAndDropped(add);
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    composing.send();
  };
  const isTooLong = draft.words.trim().length > LONGEST;
  return (
    <form
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault();
        if (composing.send()) input.current?.focus();
      }}
      className="grid gap-2"
    >
      {above}
      <div
        className={`grid rounded-xl border bg-surface focus-within:border-primary ${isOver ? "border-primary ring-2 ring-primary" : "border-line"}`}
      >
        <Attachments files={draft.files} remove={composing.remove} />
        <textarea
          ref={input}
          aria-label="Message"
          rows={2}
          value={draft.words}
          onChange={(event) => composing.write(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={isOver ? "Drop the chart here" : placeholder}
          autoComplete="off"
          aria-invalid={isTooLong || undefined}
          className="field-sizing-content max-h-[40dvh] min-h-13 resize-none bg-transparent px-3.5 pt-2.5 outline-none"
        />
        <div className="flex min-w-0 items-center gap-1 p-1.5">
          <PictureInput input={files} label="Add a chart" icon="picture" add={add} />
          <PictureInput input={camera} label="Take a picture" icon="camera" add={add} isCamera />
          {aside}
          <span
            role="status"
            className={`figures ml-auto px-2 text-xs ${isTooLong ? "text-loss" : "text-muted"}`}
          >
            {countWords(draft.words.length)}
          </span>
          <Button type="submit" kind="primary" title="Send (Enter)">
            <Icon name="send" />
            <span className="not-sm:sr-only">Send</span>
          </Button>
        </div>
      </div>
    </form>
  );
}

function PictureInput({
  input,
  label,
  icon,
  add,
  isCamera = false,
}: {
  input: RefObject<HTMLInputElement | null>;
  label: string;
  icon: "picture" | "camera";
  add: (files: Iterable<File>) => void;
  isCamera?: boolean;
}) {
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={`${label}: PNG, JPEG or WebP up to 8 MB, 4 a message`}
        onClick={() => input.current?.click()}
        className="grid size-8 place-items-center rounded-md text-secondary hover:bg-raised pointer-coarse:size-11"
      >
        <Icon name={icon} className="size-5" />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={isCamera ? "Picture of the camera" : "Files of charts"}
        accept={TYPES.join(",")}
        capture={isCamera ? "environment" : undefined}
        multiple={!isCamera}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

/** Pictures that are pasted or dropped anywhere on the page; whether one is over it just now. */
function usePastedAndDropped(add: (files: Iterable<File>) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const paste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData?.files;
      if (!pasted?.length) return;
      event.preventDefault();
      add(pasted);
    };
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      add(event.dataTransfer?.files ?? []);
    };
    const ending = new AbortController();
    const { signal } = ending;
    document.addEventListener("paste", paste, { signal });
    document.addEventListener("dragover", over, { signal });
    document.addEventListener("dragleave", leave, { signal });
    document.addEventListener("drop", drop, { signal });
    return () => ending.abort();
  }, [add]);
  return isOver;
}
