// The search of the journal: it looks when the typing pauses.
import { type RefObject, useEffect, useRef, useState } from "react";
import { Icon } from "@/ui/icons";

const PAUSE_MILLISECONDS = 350;

export function SearchField({
  field,
  words,
  change,
}: {
  field: RefObject<HTMLInputElement | null>;
  words: string;
  change: (words: string) => void;
}) {
  const [text, setText] = useState(words);
  const work = useRef(change);
  work.current = change;
  useEffect(() => setText(words), [words]);
  useEffect(() => {
    if (text.trim() === words) return;
    const timer = setTimeout(() => work.current(text.trim()), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text, words]);
  return (
    <search className="relative min-w-56 flex-1 max-sm:basis-full">
      <Icon name="search" className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <input
        ref={field}
        type="search"
        aria-label="Search the journal"
        placeholder="Search what you wrote"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setText("")}
        className="min-h-9 w-full rounded-md border border-line bg-surface pr-3 pl-9 pointer-coarse:min-h-11"
      />
    </search>
  );
}
