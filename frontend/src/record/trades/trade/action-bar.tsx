// The buttons of a trade's page; what is seldom done stands behind "More".
import { Menu } from "@base-ui/react/menu";
import { MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import type { Trade } from "../queries";
import { type ActionName, actionOf } from "./actions";
import type { Actions } from "./use-actions";

const MORE: readonly (readonly [ActionName, string, needsOpen: boolean])[] = [
  ["expire", "The contract expired", true],
  ["roll", "Roll to another month", true],
  ["split", "Units were split", false],
  ["dividend", "Dividend", false],
  ["financing", "Financing", false],
  ["rename", "Another symbol", false],
];

export function ActionBar({
  trade,
  actions,
  edit,
  remove,
}: {
  trade: Trade;
  actions: Actions;
  edit: () => void;
  remove: () => void;
}) {
  const isOpen = trade.status === "open";
  const begin = (name: ActionName) => actions.begin(actionOf(name, trade));
  const whileOpen = (name: ActionName) => () => isOpen && begin(name);
  useKeys({
    c: whileOpen("close"),
    a: () => begin("fill"),
    s: whileOpen("stop"),
    p: whileOpen("target"),
    n: () => begin("note"),
    e: edit,
  });
  useOffered([
    ...(isOpen
      ? [
          {
            id: "trade.close",
            words: "Close this trade",
            key: "c",
            group: "Trade",
            run: () => begin("close"),
          },
          { id: "trade.stop", words: "Move the stop", key: "s", group: "Trade", run: () => begin("stop") },
          {
            id: "trade.target",
            words: "Move the target",
            key: "p",
            group: "Trade",
            run: () => begin("target"),
          },
        ]
      : []),
    { id: "trade.fill", words: "Add a fill", key: "a", group: "Trade", run: () => begin("fill") },
    { id: "trade.note", words: "Add a note", key: "n", group: "Trade", run: () => begin("note") },
    { id: "trade.edit", words: "Edit the details", key: "e", group: "Trade", run: edit },
    { id: "trade.delete", words: "Delete this trade", group: "Trade", run: remove },
  ]);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isOpen && (
        <>
          <Button kind="primary" shortcut="c" onClick={() => begin("close")}>
            Close
          </Button>
          <Button shortcut="s" onClick={() => begin("stop")}>
            {trade.stop_price === null ? "Set stop" : "Move stop"}
          </Button>
          <Button shortcut="p" onClick={() => begin("target")}>
            {trade.target_price === null ? "Set target" : "Move target"}
          </Button>
        </>
      )}
      <Button shortcut="a" onClick={() => begin("fill")}>
        Add fill
      </Button>
      <Button shortcut="n" onClick={() => begin("note")}>
        Note
      </Button>
      <Menu.Root>
        <Menu.Trigger render={<Button aria-label="More" />}>
          <Icon name="more" />
        </Menu.Trigger>
        <MenuPanel label="More">
          {MORE.filter(([, , needsOpen]) => isOpen || !needsOpen).map(([name, words]) => (
            <MenuRow key={name} words={words} choose={() => begin(name)} />
          ))}
          <Menu.Separator className="my-1 h-px bg-line" />
          <MenuRow words={<span className="text-loss">Delete the trade</span>} choose={remove} />
        </MenuPanel>
      </Menu.Root>
    </div>
  );
}
