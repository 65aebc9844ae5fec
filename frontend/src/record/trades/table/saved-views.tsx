// Filters with their order and columns that the trader keeps by a name.
import { Menu } from "@base-ui/react/menu";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { wordsOf } from "@/api/problem";
import { textOfSearch } from "@/record/comparison/sides";
import { MENU_ROW, MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { searchOfQuery } from "@/record/filters/trade-filter";
import { useFilter } from "@/record/filters/use-filter";
import { useOffered } from "@/shell/commands";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { say } from "@/ui/toast";
import { deleteView, saveView } from "../changes";
import { orderedSelectionOf, savedViews } from "../queries";
import { COLUMNS, shownColumns } from "./columns";
import { useTableLook } from "./table-look";

export function SavedViews() {
  const { data: views = [] } = useQuery(savedViews());
  const { search } = useFilter();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isNaming, name] = useState(false);
  const open = (view: (typeof views)[number]) => {
    if (view.columns.length) showColumns(view.columns);
    void navigate({ to: "/trades", search: searchOfQuery(view.filter) });
  };
  const compare = (view: (typeof views)[number]) => {
    const sides = { one: textOfSearch(search), other: textOfSearch(searchOfQuery(view.filter)) };
    void navigate({ to: "/compare", search: sides });
  };
  const remove = (view: (typeof views)[number]) =>
    void deleteView(view.id)
      .then(() => queries.invalidateQueries({ queryKey: savedViews().queryKey }))
      .then(() =>
        say(`View removed: ${view.name}`, {
          undo: () =>
            void saveView({ name: view.name, filter: view.filter, columns: view.columns }).then(() =>
              queries.invalidateQueries({ queryKey: savedViews().queryKey }),
            ),
        }),
      )
      .catch((error: unknown) => say(wordsOf(error), { isError: true }));
  useOffered([
    { id: "trades.save-view", words: "Save this view", group: "Trades", run: () => name(true) },
    ...views.map((view) => ({
      id: `trades.view.${view.id}`,
      words: `View: ${view.name}`,
      group: "Trades",
      run: () => open(view),
    })),
  ]);
  return (
    <>
      <Menu.Root>
        <Menu.Trigger render={<Button className="text-sm" />}>
          <Icon name="filter" />
          Views
        </Menu.Trigger>
        <MenuPanel label="Saved views">
          {views.map((view) => (
            <MenuRow key={view.id} words={view.name} choose={() => open(view)} />
          ))}
          {views.length > 0 && <Menu.Separator className="my-1 h-px bg-line" />}
          <MenuRow words="Save this view&hellip;" choose={() => name(true)} />
          {views.length > 0 && (
            <Menu.SubmenuRoot>
              <Menu.SubmenuTrigger className={MENU_ROW}>
                <span className="flex-1">Compare with a view</span>
                <Icon name="right" className="size-3.5 text-muted" />
              </Menu.SubmenuTrigger>
              <MenuPanel label="Compare with a view">
                {views.map((view) => (
                  <MenuRow key={view.id} words={view.name} choose={() => compare(view)} />
                ))}
              </MenuPanel>
            </Menu.SubmenuRoot>
          )}
          {views.length > 0 && (
            <Menu.SubmenuRoot>
              <Menu.SubmenuTrigger className={MENU_ROW}>
                <span className="flex-1">Remove a view</span>
                <Icon name="right" className="size-3.5 text-muted" />
              </Menu.SubmenuTrigger>
              <MenuPanel label="Remove a view">
                {views.map((view) => (
                  <MenuRow key={view.id} words={view.name} choose={() => remove(view)} />
                ))}
              </MenuPanel>
            </Menu.SubmenuRoot>
          )}
        </MenuPanel>
      </Menu.Root>
      {isNaming && <NameDialog filter={orderedSelectionOf(search)} close={() => name(false)} />}
    </>
  );
}

type Filter = Parameters<typeof saveView>[0]["filter"];

function NameDialog({ filter, close }: { filter: Filter; close: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const saving = useMutation({
    mutationFn: () => saveView({ name: name.trim(), filter, columns: columnsNow() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: savedViews().queryKey });
      close();
      say(`View saved: ${name.trim()}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) saving.mutate();
  };
  return (
    <Dialog title="Save this view" isOpen close={close}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Name"
          hint="The filter, the order and the columns are kept."
          maxLength={80}
          value={name}
          error={saving.error ? wordsOf(saving.error) : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" kind="primary" className="justify-self-end" isBusy={saving.isPending}>
          Save
        </Button>
      </form>
    </Dialog>
  );
}

function columnsNow(): string[] {
  const shown = shownColumns(useTableLook.getState().columns, useLook.getState().unit);
  return COLUMNS.filter(({ id }) => shown[id]).map(({ id }) => id);
}

function showColumns(shown: readonly string[]): void {
  for (const { id } of COLUMNS) useTableLook.getState().show(id, shown.includes(id));
}
