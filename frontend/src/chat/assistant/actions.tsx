// What can be done with an answer: jump to a message, keep a file, look at figures, say one of the things it offers.
import { useRouter } from "@tanstack/react-router";
import { download, fileOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import type { Message } from "@/live/events";
import { Button } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icons";
import { say } from "@/ui/toast";
import { type MessageActs, useActs } from "../messages/acts";
import { addressOf } from "./addresses";

type Action = NonNullable<Message["actions"]>[number];

const KEPT_MILLISECONDS = 60_000;
const ICONS: Record<Action["kind"], IconName | null> = {
  open_message: "search",
  download: "download",
  open: "right",
  say: null,
};

export function Actions({ message, isLast }: { message: Message; isLast: boolean }) {
  const acts = useActs();
  const router = useRouter();
  const actions = message.actions ?? [];
  if (actions.length === 0) return null;
  const isAnswered = Boolean(message.understood?.asked) && !isLast; // a question back is answered once
  const go = (to: string, search: Record<string, string>) =>
    void router.navigate({ href: withSearch(to, search) });
  return (
    <ul aria-label="What you can do" className="flex flex-wrap gap-2">
      {actions.map((action) => (
        <li key={`${action.kind}:${action.label}:${action.message_id ?? action.path}`}>
          <Button
            disabled={isAnswered && action.kind === "say"}
            onClick={() =>
              void run(action, acts, go).catch((error) => say(wordsOf(error), { isError: true }))
            }
          >
            {ICONS[action.kind] && (
              <Icon name={ICONS[action.kind] ?? "right"} className="size-3.5 text-muted" />
            )}
            <span className="text-left">{action.label}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}

async function run(
  action: Action,
  acts: MessageActs,
  go: (to: string, search: Record<string, string>) => void,
): Promise<void> {
  if (action.kind === "say") acts.say(action.text ?? action.label);
  else if (action.kind === "download") await download(action.path);
  else if (action.kind === "open_message") {
    if (action.conversation_id && action.message_id) acts.jump(action.conversation_id, action.message_id);
  } else {
    const address = addressOf(action.path);
    if (address) go(address.to, address.search);
    else await lookAt(action.path);
  }
}

/** What no screen shows is shown as the server gives it. */
async function lookAt(path: string): Promise<void> {
  const { url } = await fileOf(path);
  window.open(url, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MILLISECONDS);
}

function withSearch(to: string, search: Record<string, string>): string {
  const query = new URLSearchParams(search).toString();
  return query ? `${to}?${query}` : to;
}
