// A conversation in the list: its title, and what can be done with it.
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { ago } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { orAnew } from "@/ui/part";
import { useConversationChanges } from "./changes";
import { plain } from "./last-line";
import type { ListedConversation } from "./queries";
import type { RowMenuProps } from "./row-menu";

const MOST_UNREAD = 100; // the server counts no further
const RowMenu = lazy(orAnew(() => import("./row-menu")));

interface RowProps {
  conversation: ListedConversation;
  isOpen: boolean;
  picked?: () => void;
}

export function ConversationRow({ conversation, isOpen, picked }: RowProps) {
  const [isNamed, setNamed] = useState(false);
  if (isNamed) return <NameField conversation={conversation} close={() => setNamed(false)} />;
  return (
    <li
      className={`group relative flex items-center rounded-md ${isOpen ? "bg-raised text-text" : "text-secondary hover:bg-raised/60"}`}
    >
      <Link
        to="/coach/$conversationId"
        params={{ conversationId: conversation.id }}
        onClick={picked}
        aria-current={isOpen ? "page" : undefined}
        title={`${conversation.title}, ${ago(conversation.updated_at)}`}
        className="grid min-h-9 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 rounded-md px-2 py-1.5 pointer-coarse:min-h-11"
      >
        <span className={`truncate ${conversation.unread > 0 ? "font-semibold text-text" : ""}`}>
          {conversation.pinned && <Icon name="pin" className="mr-1 inline size-3.5 text-muted" />}
          {conversation.pinned && <span className="sr-only">Pinned: </span>}
          {conversation.title}
        </span>
        <Unread count={conversation.unread} />
        <LastLine conversation={conversation} />
      </Link>
      <MenuButton conversation={conversation} isOpen={isOpen} rename={() => setNamed(true)} />
    </li>
  );
}

/** Answers that were not read. */
function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  const shown = count >= MOST_UNREAD ? "99+" : String(count);
  return (
    <span className="figures min-w-5 rounded-full bg-button px-1.5 text-center text-xs font-medium text-button-text">
      {shown}
      <span className="sr-only"> unread</span>
    </span>
  );
}

function LastLine({ conversation: { last_line, last_type } }: { conversation: ListedConversation }) {
  if (!last_line) return null;
  return (
    <span data-part="last-line" className="col-span-2 truncate text-xs text-muted">
      {last_type === "user" && "You: "}
      {plain(last_line)}
    </span>
  );
}

const TRIGGER =
  "grid size-8 shrink-0 pointer-fine:absolute pointer-fine:top-1 pointer-fine:right-1 pointer-fine:bg-raised place-items-center rounded-md text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 data-popup-open:opacity-100 pointer-coarse:size-11 pointer-coarse:opacity-100";

/** The menu is loaded when it is first wanted. */
function MenuButton(props: RowMenuProps) {
  const [isWanted, want] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={menuLabel(props)}
      onClick={() => want(true)}
      className={TRIGGER}
    >
      <Icon name="more" />
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <RowMenu {...props} label={menuLabel(props)} className={TRIGGER} />
    </Suspense>
  );
}

function menuLabel({ conversation }: RowMenuProps): string {
  return `What to do with ${conversation.title}`;
}

function NameField({ conversation, close }: { conversation: ListedConversation; close: () => void }) {
  const changes = useConversationChanges();
  const [title, setTitle] = useState(conversation.title);
  const save = () => {
    const named = title.trim();
    if (named && named !== conversation.title) void changes.rename(conversation, named);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") save();
    if (event.key === "Escape") close();
  };
  return (
    <li>
      <input
        // biome-ignore lint/a11y/noAutofocus: the trader has just asked to name it
        autoFocus
        aria-label="Name of the conversation"
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={onKeyDown}
        onBlur={save}
        className="min-h-9 w-full rounded-md border border-primary bg-ground px-2 outline-none"
      />
    </li>
  );
}
