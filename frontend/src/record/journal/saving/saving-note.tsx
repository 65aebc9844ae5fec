// Where what is typed stands: "Saved 10:32", or kept on this device until the server can be reached.
import { clock } from "@/ui/format";
import { Icon } from "@/ui/icons";
import type { Writing } from "./keeper";

export function SavingNote({ writing }: { writing: Writing<object> | undefined }) {
  if (!writing) return null;
  const { state, why, savedAt } = writing;
  if (state === "refused") {
    return (
      <p role="alert" className="text-sm text-loss">
        Kept here, not saved: {why}
      </p>
    );
  }
  return (
    <p
      role="status"
      className={`flex items-center gap-1 text-xs ${state === "kept" ? "text-caution" : "text-muted"}`}
    >
      {state === "saved" && savedAt && <Icon name="check" className="size-3.5" />}
      {state === "kept" && <Icon name="clock" className="size-3.5" />}
      {wordsOf(state, savedAt)}
    </p>
  );
}

function wordsOf(state: Writing<object>["state"], savedAt: Date | null): string {
  if (state === "saved") return savedAt ? `Saved ${clock(savedAt)}` : "";
  if (state === "saving") return "Saving";
  return state === "kept" ? "Kept here, not sent" : "Typing";
}
