// What the trader said of an answer, with words that can be added, changed and taken back.
import { type KeyboardEvent, useId, useState } from "react";
import { wordsOf } from "@/api/problem";
import type { Message } from "@/live/events";
import { Button } from "@/ui/button";
import { say } from "@/ui/toast";
import { useActs } from "./acts";
import { type Judged, judge, MOST_WORDS } from "./judging";
import { useOpenWork } from "./open-work";

const QUESTIONS = { helpful: "What helped?", wrong: "What is wrong with it?" };

export function Judgement({ message, feedback }: { message: Message; feedback: Judged }) {
  const draft = useOpenWork((work) => work.judgements[message.id]);
  const write = useOpenWork((work) => work.judge);
  if (draft !== undefined) return <WordsForm message={message} feedback={feedback} draft={draft} />;
  return (
    <p role="status" data-part="judgement" className="flex flex-wrap items-baseline gap-x-2 text-sm">
      <span className="text-muted">
        You found this {feedback.verdict === "wrong" ? "wrong" : "helpful"}
        {feedback.words ? ":" : "."}
      </span>{" "}
      {feedback.words && <span className="min-w-0 break-words">{feedback.words}</span>}
      <button
        type="button"
        onClick={() => write(message.id, feedback.words ?? "")}
        className="text-primary underline pointer-coarse:min-h-11"
      >
        {feedback.words ? "Change the words" : "Say why"}
      </button>
    </p>
  );
}

function WordsForm({ message, feedback, draft }: { message: Message; feedback: Judged; draft: string }) {
  const id = useId();
  const acts = useActs();
  const write = useOpenWork((work) => work.judge);
  const [isBusy, setBusy] = useState(false);
  const close = () => write(message.id, null);
  const save = async () => {
    setBusy(true);
    try {
      await judge(message, feedback.verdict, draft.trim() || null);
      close();
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void save();
  };
  return (
    <div className="grid gap-2 rounded-md border border-line bg-surface p-3">
      <label htmlFor={id} className="text-sm font-medium">
        {QUESTIONS[feedback.verdict]}
      </label>
      <textarea
        id={id}
        // biome-ignore lint/a11y/noAutofocus: the trader has just asked to say it
        autoFocus
        value={draft}
        maxLength={MOST_WORDS}
        onChange={(event) => write(message.id, event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-40 min-h-9 resize-none bg-transparent outline-none"
        placeholder="In your words; it can be left out"
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="quiet" onClick={() => acts.judge(message, feedback.verdict)}>
          Take it back
        </Button>
        <Button kind="quiet" onClick={close} shortcut="Esc">
          Without words
        </Button>
        <Button kind="primary" isBusy={isBusy} onClick={() => void save()} shortcut="Enter">
          Keep
        </Button>
      </div>
    </div>
  );
}
