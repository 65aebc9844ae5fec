// Yes, No, Was planned: the three answers, the one that was given pressed.
import { Key } from "@/ui/button";
import type { Answer } from "./queries";
import { ANSWERS } from "./words";

export const ANSWER_KEYS: readonly (readonly [Answer, string])[] = [
  ["yes", "y"],
  ["no", "n"],
  ["was_planned", "p"],
];

export function AnswerButtons({
  label,
  given,
  isBusy = false,
  withKeys = false,
  answer,
}: {
  label: string;
  given: Answer | null;
  isBusy?: boolean;
  withKeys?: boolean;
  answer: (answer: Answer) => void;
}) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="float-left mr-2 w-full text-sm sm:w-auto text-secondary">{label}</legend>
      {ANSWER_KEYS.map(([name, key]) => (
        <button
          key={name}
          type="button"
          aria-pressed={given === name}
          disabled={isBusy}
          onClick={() => answer(name)}
          className="inline-flex min-h-8 items-center gap-2 rounded-md border border-line bg-raised px-3 font-medium hover:border-muted disabled:opacity-60 aria-pressed:border-primary aria-pressed:bg-mark pointer-coarse:min-h-11"
        >
          {given === name && <span aria-hidden="true">{"\u2713"}</span>}
          {ANSWERS[name]}
          {withKeys && <Key>{key}</Key>}
        </button>
      ))}
    </fieldset>
  );
}
