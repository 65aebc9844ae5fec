// Questions for the review of a day, made from its record; each begins an entry.
import { useQuery } from "@tanstack/react-query";
import { Icon } from "@/ui/icons";
import { Card, Loading } from "@/ui/page";
import { promptsOf } from "./queries";

export function PromptsCard({ day, answer }: { day: string; answer: (question: string) => void }) {
  const query = useQuery(promptsOf(day));
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
                    <span className="text-xs text-muted">{because}</span>
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
