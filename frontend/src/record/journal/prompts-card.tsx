// Questions for the review of a day, made from its record; each begins an entry.
import { useQuery } from "@tanstack/react-query";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { withoutMoney } from "./private-words";
import { promptsOf } from "./queries";

export function PromptsCard({ day, answer }: { day: string; answer: (question: string) => void }) {
  const query = useQuery(promptsOf(day));
  const hidesMoney = useLook((look) => look.hidesMoney);
  return (
    <Card title="Questions of this day">
      <Loading query={query} rows={3}>
        {(prompts) => (
          <ul className="-my-2">
            {prompts.map(({ question, because }) => (
              <li key={question} className="border-t border-line first:border-0">
                <button
                  type="button"
                  onClick={() => answer(question)}
                  className="flex w-full items-start gap-3 py-2 text-left hover:text-primary"
                >
                  <Icon name="edit" className="mt-1 size-3.5 text-muted" />
                  <span className="grid">
                    <span>{question}</span>
                    <span className="text-xs text-muted">{hidesMoney ? withoutMoney(because) : because}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </Card>
  );
}
