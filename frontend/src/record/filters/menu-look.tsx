// The look of menus: one list, rows with a mark where something is chosen.
import { Menu } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { Icon } from "@/ui/icons";

export const MENU =
  "z-50 max-h-[min(24rem,var(--available-height))] min-w-44 overflow-y-auto rounded-md border border-line bg-surface p-1 shadow-xl outline-none";
export const MENU_ROW =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded px-2 text-sm outline-none data-highlighted:bg-raised data-disabled:text-muted pointer-coarse:min-h-11";

/** A menu that opens beside what it belongs to. */
export function MenuPanel({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <Menu.Portal>
      <Menu.Positioner sideOffset={4} align="start" className="z-50 outline-none">
        <Menu.Popup aria-label={label} className={MENU}>
          {children}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}

export function MenuRow({
  words,
  isChosen = false,
  choose,
}: {
  words: ReactNode;
  isChosen?: boolean;
  choose: () => void;
}) {
  return (
    <Menu.Item className={MENU_ROW} onClick={choose}>
      <span className="flex-1">{words}</span>
      {isChosen && (
        <>
          <Icon name="check" />
          <span className="sr-only">chosen</span>
        </>
      )}
    </Menu.Item>
  );
}
