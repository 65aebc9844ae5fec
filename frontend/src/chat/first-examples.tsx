// What stands where nothing was said yet: what the coach is for, and three examples that work on press.
import { Icon, type IconName } from "@/ui/icons";
import { useActs } from "./messages/acts";

const EXAMPLES: readonly { words: string; meaning: string; icon: IconName }[] = [
  {
    words: "Long ES 4500.25 stop 4490 target 4520",
    meaning: "A verdict on an idea, scored when it is decided",
    icon: "verdicts",
  },
  {
    words: "What is my win rate on Mondays?",
    meaning: "A figure from your own record, with its trades",
    icon: "performance",
  },
  {
    words: "I promise to pause 20 minutes after a loss",
    meaning: "A commitment that your rulebook keeps with you",
    icon: "rules",
  },
];

export function FirstExamples() {
  const acts = useActs();
  return (
    <div className="@container flex min-h-0 flex-1 flex-col overflow-y-auto p-4 sm:p-6">
      <div className="mx-auto my-auto grid w-full max-w-3xl gap-5">
        <div className="grid gap-1">
          <h2 className="text-2xl font-semibold">Send a chart and say what you want to do.</h2>
          <p className="max-w-prose text-secondary">
            Instrument, direction, entry, stop and target in one line are enough, with or without a picture.
            Or ask about your record, plan a trade, say how you feel.
          </p>
        </div>
        <ul aria-label="Examples" className="grid gap-2 @2xl:grid-cols-3">
          {EXAMPLES.map(({ words, meaning, icon }) => (
            <li key={words}>
              <button
                type="button"
                onClick={() => acts.say(words)}
                className="grid h-full w-full content-start gap-1.5 rounded-md border border-line bg-surface p-3 text-left hover:border-muted hover:bg-raised"
              >
                <Icon name={icon} className="size-5 text-primary" />
                <span className="font-medium">{words}</span>
                <span className="text-sm text-muted">{meaning}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
