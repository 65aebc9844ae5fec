// A strategy's own rules as the beginning of a plan.
import { Menu } from "@base-ui/react/menu";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { strategies } from "@/record/filters/choices";
import { MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { templateOf } from "../queries";
import { withTemplate } from "./plan-fields";
import type { PlanFormState } from "./use-plan-form";

export function StrategyTemplate({ plan: { form } }: { plan: PlanFormState }) {
  const queries = useQueryClient();
  const { data = [] } = useQuery(strategies());
  const living = data.filter(({ archived }) => !archived);
  if (living.length === 0) return null;
  const fill = async (id: string) => {
    try {
      const template = await queries.fetchQuery(templateOf(id));
      const before = form.getValues();
      form.reset(withTemplate(before, template), { keepDefaultValues: true });
      say(`Begun from ${template.title}. What you had written stays.`, {
        undo: () => form.reset(before, { keepDefaultValues: true }),
      });
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button kind="quiet" className="text-sm" />}>
        Begin from a strategy
        <Icon name="down" className="size-3.5" />
      </Menu.Trigger>
      <MenuPanel label="Strategies">
        {living.map(({ id, name, rules }) => (
          <MenuRow
            key={id}
            words={
              <span className="flex items-baseline gap-3">
                <span className="flex-1">{name}</span>
                <span className="text-xs text-muted">{rules.length} rules</span>
              </span>
            }
            choose={() => void fill(id)}
          />
        ))}
      </MenuPanel>
    </Menu.Root>
  );
}
