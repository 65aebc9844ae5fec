// What the trader said: words as they were typed, pictures, and new words for the last message.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { newId } from "@/api/client";
import type { Message } from "@/live/events";
import { Button } from "@/ui/button";
import { clock } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { useActs } from "./acts";
import { BranchSwitch } from "./branch-switch";
import { useOpenWork } from "./open-work";
import { Pictures } from "./pictures";
import type { Branch } from "./rows";

interface QuestionProps {
  message: Message;
  branch: Branch;
  /** Whether it is the last one; that can be said in other words. */
  isLast: boolean;
}

export function Question({ message, branch, isLast }: QuestionProps) {
  const reword = useOpenWork((work) => work.reword);
  const rewording = useOpenWork((work) => work.rewordings[message.id]);
  if (rewording) return <Rewording message={message} />;
  return (
    <div className="grid justify-items-end gap-1">
      <div className="grid max-w-[min(100%,42rem)] gap-2 rounded-xl rounded-br-sm bg-raised px-3.5 py-2 sm:max-w-[80%]">
        {message.images.length > 0 && <Pictures message={message} />}
        {message.content && <p className="whitespace-pre-wrap">{message.content}</p>}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2 text-xs text-muted">
        {message.guard && <span>This was shown to no AI provider.</span>}
        <BranchSwitch branch={branch} name="wording" message={message} />
        {isLast && (
          <button
            type="button"
            aria-label="Say it in other words (e)"
            title="Say it in other words (e)"
            onClick={() => reword(message.id, { words: message.content, clientMessageId: newId() })}
            className="grid size-7 place-items-center rounded hover:bg-raised hover:text-text pointer-coarse:size-11"
          >
            <Icon name="edit" className="size-3.5" />
          </button>
        )}
        <span className="figures inline-flex items-center gap-1">
          {clock(message.created_at)}
          <Icon name="check" className="size-3" />
          <span className="sr-only">sent</span>
        </span>
      </div>
    </div>
  );
}

function Rewording({ message }: { message: Message }) {
  const acts = useActs();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isBusy, setBusy] = useState(false);
  const rewording = useOpenWork((work) => work.rewordings[message.id]);
  const reword = useOpenWork((work) => work.reword);
  const words = rewording?.words ?? message.content;
  const clientMessageId = rewording?.clientMessageId ?? newId();
  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, []);
  const close = () => reword(message.id, null);
  const send = async () => {
    if (words.trim() === "" && message.images.length === 0) return;
    setBusy(true);
    if (await acts.edit(message, words.trim(), clientMessageId)) close();
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className="grid gap-2 rounded-md border border-primary bg-surface p-3">
      <textarea
        ref={area}
        aria-label="New words for this message"
        value={words}
        onChange={(event) => reword(message.id, { words: event.target.value, clientMessageId })}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-60 min-h-16 resize-none bg-transparent outline-none"
      />
      <div className="flex justify-end gap-2">
        <Button kind="quiet" onClick={close} shortcut="Esc">
          Leave it
        </Button>
        <Button kind="primary" isBusy={isBusy} onClick={() => void send()} shortcut="Enter">
          Send again
        </Button>
      </div>
    </div>
  );
}
