// The arrows between wordings of one message, or answers to it.
import { useQuery } from "@tanstack/react-query";
import type { Message } from "@/live/events";
import { Icon } from "@/ui/icons";
import { useActs } from "./acts";
import type { Branch } from "./rows";
import { besides, mayHaveMore, siblingsOf } from "./siblings";

interface SwitchProps {
  branch: Branch;
  name: "wording" | "answer";
  message: Message;
}

export function BranchSwitch({ branch, name, message }: SwitchProps) {
  const acts = useActs();
  const isAsked = mayHaveMore(branch, message);
  const { data: siblings } = useQuery({ ...siblingsOf(message), enabled: isAsked });
  const { place, count, previous, next } = besides(branch, message.id, isAsked ? siblings : undefined);
  if (count < 2) return null;
  const go = (to: number | string) =>
    typeof to === "number" ? acts.choose(branch, to) : acts.show(message, to);
  const button =
    "grid size-6 place-items-center rounded hover:bg-raised hover:text-text disabled:opacity-40 pointer-coarse:size-11";
  return (
    <span className="inline-flex items-center">
      <button
        type="button"
        data-step="-1"
        aria-label={`Previous ${name}`}
        title={`Previous ${name} (\u2190)`}
        disabled={previous === null}
        onClick={() => previous !== null && go(previous)}
        className={button}
      >
        <Icon name="left" className="size-3.5" />
      </button>
      <span className="figures" data-part="branch">
        <span className="sr-only">{name} </span>
        {place + 1} of {count}
      </span>
      <button
        type="button"
        data-step="1"
        aria-label={`Next ${name}`}
        title={`Next ${name} (\u2192)`}
        disabled={next === null}
        onClick={() => next !== null && go(next)}
        className={button}
      >
        <Icon name="right" className="size-3.5" />
      </button>
    </span>
  );
}
