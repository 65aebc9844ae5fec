// A new entry: empty, or from a template.
import { Menu } from "@base-ui/react/menu";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { MENU_ROW, MenuPanel } from "@/record/filters/menu-look";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { type Template, templates } from "../queries";
import { addTemplate, removeTemplate } from "./changes";
import type { EntryValues } from "./entry-values";

export function NewEntry({ begin }: { begin: (values: Partial<EntryValues>) => void }) {
  const { data = [] } = useQuery(templates());
  const remove = useRemoval();
  return (
    <span className="flex gap-2">
      <Menu.Root>
        <Menu.Trigger render={<Button className="text-sm" />}>
          <Icon name="journal" className="size-4 sm:hidden" />
          <span className="max-sm:sr-only">From a template</span>
          <Icon name="down" className="size-3.5" />
        </Menu.Trigger>
        <MenuPanel label="Templates">
          {data.map((template) => (
            <Menu.Item
              key={template.id ?? template.name}
              className={MENU_ROW}
              onClick={() => begin(startOf(template))}
            >
              <span className="flex-1">{template.name}</span>
            </Menu.Item>
          ))}
          {data.some(({ built_in }) => !built_in) && <Menu.Separator className="my-1 h-px bg-line" />}
          {data
            .filter(({ built_in }) => !built_in)
            .map((template) => (
              <Menu.Item
                key={`remove ${template.id}`}
                className={`${MENU_ROW} text-muted`}
                onClick={() => void remove(template)}
              >
                <Icon name="trash" className="size-3.5" />
                Remove {template.name}
              </Menu.Item>
            ))}
        </MenuPanel>
      </Menu.Root>
      <Button kind="primary" shortcut="n" onClick={() => begin({})}>
        <Icon name="plus" />
        New entry
      </Button>
    </span>
  );
}

function startOf({ body, name, kind }: Template): Partial<EntryValues> {
  return { body, title: name, kind: kind === "post_market" ? "review" : "free" };
}

function useRemoval() {
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: templates().queryKey });
  return async ({ id, name, body }: Template) => {
    if (id === null) return;
    try {
      await removeTemplate(id);
      await reload();
      say(`Template removed: ${name}`, { undo: () => void addTemplate(name, body).then(reload) });
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
}
