// Helpful or wrong: what the trader says of an answer, by one press; a second press takes it back.
import type { Message } from "@/live/events";
import { Icon, type IconName } from "@/ui/icons";
import { useActs } from "./acts";
import type { Verdict } from "./judging";

const CHOICES: readonly { verdict: Verdict; icon: IconName; words: string; key: string }[] = [
  { verdict: "helpful", icon: "helpful", words: "Helpful", key: "y" },
  { verdict: "wrong", icon: "wrong", words: "Wrong", key: "w" },
];

export function JudgementButtons({ message }: { message: Message }) {
  const acts = useActs();
  const given = message.feedback?.verdict;
  return (
    <fieldset className="inline-flex items-center gap-1">
      <legend className="sr-only">What you say of this answer</legend>
      {CHOICES.map(({ verdict, icon, words, key }) => (
        <button
          key={verdict}
          type="button"
          aria-pressed={given === verdict}
          title={given === verdict ? `${words}. Press to take it back (${key})` : `${words} (${key})`}
          onClick={() => acts.judge(message, verdict)}
          className="inline-flex min-h-7 items-center gap-1 rounded px-1.5 text-muted hover:bg-raised hover:text-text aria-pressed:bg-mark aria-pressed:font-medium aria-pressed:text-text pointer-coarse:min-h-11 pointer-coarse:px-3"
        >
          <Icon name={icon} className="size-3.5" />
          <span className={given === verdict ? "" : "sr-only"}>{words}</span>
        </button>
      ))}
    </fieldset>
  );
}
