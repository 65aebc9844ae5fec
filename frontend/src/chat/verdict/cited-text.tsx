// The analysis; a sentence that cites opens what it stands on.
import { useId, useState } from "react";
import type { Verdict } from "./chance";
import { passagesOf } from "./citations";

export function CitedText({ verdict }: { verdict: Verdict }) {
  return (
    <p className="whitespace-pre-line">
      {passagesOf(verdict).map((passage, place) =>
        passage.sources === null ? (
          passage.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a verdict never changes; sentences may be alike
          <CitedSentence key={place} text={passage.text} sources={passage.sources} />
        ),
      )}
    </p>
  );
}

function CitedSentence({ text, sources }: { text: string; sources: readonly string[] }) {
  const [isOpen, open] = useState(false);
  const id = useId();
  const words = sources.join(" ");
  const toggle = () => open(!isOpen);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a button's words would not break into lines with the text around it */}
      <span
        role="button"
        tabIndex={0}
        title={words}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={toggle}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          toggle();
        }}
        className="rounded-xs underline decoration-muted decoration-dotted underline-offset-4 hover:decoration-primary"
      >
        {text}
      </span>
      <small id={id} hidden={!isOpen} className="mx-1 rounded bg-mark px-1.5 py-0.5 text-xs text-secondary">
        {words}
      </small>
    </>
  );
}
