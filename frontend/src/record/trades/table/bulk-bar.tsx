// What can be done to all selected trades, by one call with one undo.
import { Menu } from "@base-ui/react/menu";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accounts } from "@/record/filters/choices";
import { MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { changeTogether, deleteTogether } from "../deletions";
import type { Trade } from "../queries";
import type { Selection } from "./table-cursor";

export function BulkBar({ selection }: { selection: Selection }) {
  const queries = useQueryClient();
  const [tagging, tag] = useState<Tagging | null>(null);
  const { trades, none } = selection;
  const count = trades.length;
  const remove = () => {
    void deleteTogether(trades, queries);
    none();
  };
  useKeys({ Escape: none });
  useOffered([
    { id: "trades.tag", words: "Tag the selected trades", group: "Trades", run: () => tag("tag") },
    {
      id: "trades.untag",
      words: "Take a tag from the selected trades",
      group: "Trades",
      run: () => tag("untag"),
    },
    { id: "trades.delete", words: "Delete the selected trades", group: "Trades", run: remove },
  ]);
  return (
    <section
      aria-label="Selected trades"
      className="mx-4 mb-2 flex flex-wrap items-center gap-2 rounded-md border border-line bg-raised px-3 py-1.5 sm:mx-6"
    >
      <span role="status" className="figures mr-2 font-medium">
        {count} selected
      </span>
      <Button className="text-sm" onClick={() => tag("tag")}>
        Tag
      </Button>
      <Button className="text-sm" onClick={() => tag("untag")}>
        Untag
      </Button>
      <AccountMenu trades={trades} />
      <Button kind="danger" className="text-sm" onClick={remove}>
        Delete
      </Button>
      <Button kind="quiet" className="ml-auto text-sm" onClick={none} shortcut="Esc">
        Select none
      </Button>
      {tagging && <TagDialog trades={trades} action={tagging} close={() => tag(null)} />}
    </section>
  );
}

function AccountMenu({ trades }: { trades: readonly Trade[] }) {
  const queries = useQueryClient();
  const { data } = useQuery(accounts());
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button className="text-sm" />}>Move to account</Menu.Trigger>
      <MenuPanel label="Accounts">
        {(data ?? [])
          .filter(({ archived }) => !archived)
          .map(({ id, name }) => (
            <MenuRow
              key={id}
              words={name}
              choose={() =>
                void changeTogether(
                  trades,
                  { action: "move", account_id: id },
                  { words: `Moved to ${name}`, queries },
                )
              }
            />
          ))}
      </MenuPanel>
    </Menu.Root>
  );
}

type Tagging = "tag" | "untag";

function TagDialog({
  trades,
  action,
  close,
}: {
  trades: readonly Trade[];
  action: Tagging;
  close: () => void;
}) {
  const queries = useQueryClient();
  const [words, setWords] = useState("");
  const tags = words
    .split(",")
    .map((word) => word.trim().replace(/^#/, ""))
    .filter(Boolean);
  const submit = () => {
    if (tags.length === 0) return;
    close();
    const named = tags.map((tag) => `#${tag}`).join(" ");
    const done = action === "tag" ? `Tagged ${named}` : `Taken away ${named}`;
    void changeTogether(trades, { action, tags }, { words: done, queries });
  };
  const verb = action === "tag" ? "Tag" : "Take a tag from";
  return (
    <Dialog
      title={`${verb} ${trades.length === 1 ? "1 trade" : `${trades.length} trades`}`}
      isOpen
      close={close}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Tags"
          hint="With commas"
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button type="submit" kind="primary" className="justify-self-end">
          {action === "tag" ? "Add" : "Take away"}
        </Button>
      </form>
    </Dialog>
  );
}
