// The list of conversations over the page, where there is no room beside it.
import type { ComponentProps } from "react";
import { Dialog } from "@/ui/dialog";
import { ConversationList } from "./conversation-list";

export default function ConversationDrawer({
  close,
  ...list
}: Omit<ComponentProps<typeof ConversationList>, "picked"> & { close: () => void }) {
  return (
    <Dialog title="Conversations" isOpen close={close}>
      <div className="flex h-[70dvh] min-h-0 flex-col">
        <ConversationList {...list} picked={close} />
      </div>
    </Dialog>
  );
}
