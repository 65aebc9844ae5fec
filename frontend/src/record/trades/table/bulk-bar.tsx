// What can be done to all selected trades: one request for each, with an undo where there is one.
import { Menu } from "@base-ui/react/menu";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { accounts } from "@/record/filters/choices";
import { MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { changeTrade } from "../changes";
import { deleteSoon } from "../deletions";
import { type Trade, tradesChanged } from "../queries";
import type { Selection } from "./table-cursor";

type Change = Parameters<typeof changeTrade>[1];

export function BulkBar({ selection }: { selection: Selection }) {
  const queries = useQueryClient();
  const [isTagging, tag] = useState(false);
  const { trades, none } = selection;
  const count = trades.length;
  const remove = () => {
    deleteSoon(trades, queries);
    none();
  };
  useKeys({ Escape: none });
  useOffered([
    { id: "trades.tag", words: "Tag the selected trades", group: "Trades", run: () => tag(true) },
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
      <Button className="text-sm" onClick={() => tag(true)}>
        Tag
      </Button>
      <AccountMenu trades={trades} />
      <Button kind="danger" className="text-sm" onClick={remove}>
        Delete
      </Button>
      <Button kind="quiet" className="ml-auto text-sm" onClick={none} shortcut="Esc">
        Select none
      </Button>
      {isTagging && <TagDialog trades={trades} close={() => tag(false)} />}
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
                void changeEach(trades, {
                  queries,
                  words: `Moved to ${name}`,
                  change: () => ({ account_id: id }),
                  before: ({ account_id }) => ({ account_id }),
                })
              }
            />
          ))}
      </MenuPanel>
    </Menu.Root>
  );
}

function TagDialog({ trades, close }: { trades: readonly Trade[]; close: () => void }) {
  const queries = useQueryClient();
  const [word, setWord] = useState("");
  const submit = () => {
    const tag = word.trim().replace(/^#/, "");
    if (!tag) return;
    close();
    void changeEach(
      trades.filter(({ pattern_tags }) => !pattern_tags.includes(tag)),
      {
        queries,
        words: `Tagged #${tag}`,
        change: ({ pattern_tags }) => ({ pattern_tags: [...pattern_tags, tag] }),
        before: ({ pattern_tags }) => ({ pattern_tags }),
      },
    );
  };
  return (
    <Dialog title={`Tag ${trades.length === 1 ? "1 trade" : `${trades.length} trades`}`} isOpen close={close}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Tag"
          maxLength={50}
          value={word}
          onChange={(event) => setWord(event.target.value)}
        />
        <Button type="submit" kind="primary" className="justify-self-end">
          Add the tag
        </Button>
      </form>
    </Dialog>
  );
}

interface Work {
  queries: QueryClient;
  words: string;
  change: (trade: Trade) => Change;
  /** What takes the change back. */
  before: (trade: Trade) => Change;
}

/** Change trades one after the other; what failed is said, and what was done can be undone. */
async function changeEach(trades: readonly Trade[], { queries, words, change, before }: Work): Promise<void> {
  const done: Trade[] = [];
  const failures: string[] = [];
  for (const trade of trades) {
    await changeTrade(trade.id, change(trade)).then(
      () => done.push(trade),
      (error: unknown) => failures.push(wordsOf(error)),
    );
  }
  await tradesChanged(queries);
  const undo = async () => {
    for (const trade of done) await changeTrade(trade.id, before(trade)).catch(() => undefined);
    await tradesChanged(queries);
  };
  const count = done.length === 1 ? "1 trade" : `${done.length} trades`;
  if (done.length || !failures.length)
    say(`${words}: ${count}`, done.length ? { undo: () => void undo() } : {});
  if (failures.length) say(`${failures.length} not changed. ${failures[0]}`, { isError: true });
}
