// A question to the record in words: it goes to the coach, who answers with figures.
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { keepDraft } from "@/live/local-database";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";

const NEW_CONVERSATION = "new"; // the place where the coach looks for what is typed before a conversation
const EXAMPLES = ["What did Mondays cost me?", "Am I better before 10:00?", "My worst setup after a loss"];

export function AskBox() {
  const [words, setWords] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const focus = () => field.current?.focus();
  useKeys({ "/": focus });
  useOffered([
    { id: "performance.ask", words: "Ask the record", key: "/", group: "Performance", run: focus },
  ]);
  const ask = async (question: string) => {
    if (!question.trim()) return focus();
    await keepDraft(NEW_CONVERSATION, { words: question.trim(), files: [] }).catch(() => undefined);
    await navigate({ to: "/coach" });
  };
  return (
    <section aria-label="Ask the record" className="grid gap-2">
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(words);
        }}
      >
        <div className="relative flex-1">
          <Icon name="search" className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
          <input
            ref={field}
            type="text"
            aria-label="Ask the record in words"
            placeholder="Ask your record: what do Fridays bring after a loss?"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="min-h-10 w-full rounded-md border border-line bg-surface pr-3 pl-9 pointer-coarse:min-h-11"
          />
        </div>
        <Button type="submit" kind="primary" shortcut="/">
          Ask
        </Button>
      </form>
      <p className="flex flex-wrap gap-x-3 text-xs text-muted">
        {EXAMPLES.map((example) => (
          <button
            key={example}
            type="button"
            onClick={() => void ask(example)}
            className="min-h-6 underline decoration-dotted underline-offset-4 hover:text-text pointer-coarse:min-h-11"
          >
            {example}
          </button>
        ))}
      </p>
    </section>
  );
}
