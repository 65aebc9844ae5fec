// The arrows between wordings of one message, or answers to it.
import { Icon } from "@/ui/icons";
import { useActs } from "./acts";
import type { Branch } from "./rows";

export function BranchSwitch({ branch, name }: { branch: Branch; name: "wording" | "answer" }) {
  const acts = useActs();
  if (branch.count < 2) return null;
  const button =
    "grid size-6 place-items-center rounded hover:bg-raised hover:text-text disabled:opacity-40 pointer-coarse:size-11";
  return (
    <span className="inline-flex items-center">
      <button
        type="button"
        aria-label={`Previous ${name}`}
        disabled={branch.place === 0}
        onClick={() => acts.choose(branch, branch.place - 1)}
        className={button}
      >
        <Icon name="left" className="size-3.5" />
      </button>
      <span className="figures">
        <span className="sr-only">{name} </span>
        {branch.place + 1}/{branch.count}
      </span>
      <button
        type="button"
        aria-label={`Next ${name}`}
        disabled={branch.place === branch.count - 1}
        onClick={() => acts.choose(branch, branch.place + 1)}
        className={button}
      >
        <Icon name="right" className="size-3.5" />
      </button>
    </span>
  );
}
