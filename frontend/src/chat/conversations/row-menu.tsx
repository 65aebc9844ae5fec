// What can be done with a conversation of the list.
import { Menu } from "@base-ui/react/menu";
import { useNavigate } from "@tanstack/react-router";
import { download } from "@/api/client";
import { wordsOf } from "@/api/problem";
import type { Conversation } from "@/live/events";
import { Icon, type IconName } from "@/ui/icons";
import { say } from "@/ui/toast";
import { useConversationChanges } from "./changes";

export interface RowMenuProps {
  conversation: Conversation;
  isOpen: boolean;
  rename: () => void;
}

/** The menu, open at once: it is loaded by the press that wants it. */
export default function RowMenu({
  conversation,
  isOpen,
  rename,
  label,
  className,
}: RowMenuProps & { label: string; className: string }) {
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
    <Menu.Root defaultOpen>
      <Menu.Trigger aria-label={label} className={className}>
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
