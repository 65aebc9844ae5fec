// A conversation in the list: its title, and what can be done with it.
import { Menu } from "@base-ui/react/menu";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { download } from "@/api/client";
import { wordsOf } from "@/api/problem";
import type { Conversation } from "@/live/events";
import { ago } from "@/ui/format";
import { Icon, type IconName } from "@/ui/icons";
import { say } from "@/ui/toast";
import { useConversationChanges } from "./changes";

interface RowProps {
  conversation: Conversation;
  isOpen: boolean;
  picked?: () => void;
}

export function ConversationRow({ conversation, isOpen, picked }: RowProps) {
  const [isNamed, setNamed] = useState(false);
  if (isNamed) return <NameField conversation={conversation} close={() => setNamed(false)} />;
  return (
    <li
      className={`group flex items-center rounded-md ${isOpen ? "bg-raised text-text" : "text-secondary hover:bg-raised/60"}`}
    >
      <Link
        to="/coach/$conversationId"
        params={{ conversationId: conversation.id }}
        onClick={picked}
        aria-current={isOpen ? "page" : undefined}
        title={`${conversation.title}, ${ago(conversation.updated_at)}`}
        className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-2 pointer-coarse:min-h-11"
      >
        {conversation.pinned && <Icon name="pin" className="size-3.5 text-muted" />}
        {conversation.pinned && <span className="sr-only">Pinned: </span>}
        <span className="truncate">{conversation.title}</span>
      </Link>
      <RowMenu conversation={conversation} isOpen={isOpen} rename={() => setNamed(true)} />
    </li>
  );
}

function RowMenu({
  conversation,
  isOpen,
  rename,
}: {
  conversation: Conversation;
  isOpen: boolean;
  rename: () => void;
}) {
  const changes = useConversationChanges();
  const navigate = useNavigate();
  const remove = () => {
    changes.remove(conversation, () => {
      if (isOpen)
        void navigate({ to: "/coach/$conversationId", params: { conversationId: conversation.id } });
    });
    if (isOpen) void navigate({ to: "/coach" });
  };
  const keep = () => {
    const path = `/api/conversations/${conversation.id}/export?format=markdown`;
    download(path).catch((error) => say(wordsOf(error), { isError: true }));
  };
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={`What to do with ${conversation.title}`}
        className="grid size-8 shrink-0 place-items-center rounded-md text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 data-popup-open:opacity-100 pointer-coarse:size-11 pointer-coarse:opacity-100"
      >
        <Icon name="more" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="bottom" align="end" sideOffset={4} className="z-50">
          <Menu.Popup className="grid min-w-44 rounded-md border border-line bg-surface p-1 shadow-xl outline-none">
            <Item icon="edit" words="Rename" work={rename} />
            <Item
              icon="pin"
              words={conversation.pinned ? "Unpin" : "Pin"}
              work={() => void changes.pin(conversation)}
            />
            <Item
              icon="archive"
              words={conversation.archived ? "Back to the list" : "Archive"}
              work={() => void changes.archive(conversation)}
            />
            <Item icon="download" words="Take it along" work={keep} />
            <Item icon="trash" words="Delete" work={remove} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ icon, words, work }: { icon: IconName; words: string; work: () => void }) {
  return (
    <Menu.Item
      onClick={work}
      className="flex min-h-8 items-center gap-2 rounded px-2 outline-none data-highlighted:bg-raised pointer-coarse:min-h-11"
    >
      <Icon name={icon} className="size-4 text-muted" />
      {words}
    </Menu.Item>
  );
}

function NameField({ conversation, close }: { conversation: Conversation; close: () => void }) {
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
