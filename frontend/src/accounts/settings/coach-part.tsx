// What the coach may learn of the trader, and who may read it.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { wordsOf } from "@/api/problem";
import { CheckField, SelectField } from "@/ui/field";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";

type Schemas = components["schemas"];
const JOURNAL: readonly (readonly [Schemas["JournalWords"], string])[] = [
  ["nobody", "Nobody: the coach does not read it"],
  ["rules", "The rules on this server"],
  ["provider", "The AI provider too"],
];
const SHARING: readonly (readonly [Schemas["Sharing"], string])[] = [
  ["any", "Yes, so that its answers fit me"],
  ["none", "No: only the rules on this server know it"],
];

function coachSettings() {
  return queryOptions({
    queryKey: ["coach", "settings"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/settings", { signal })),
  });
}

export function CoachPart() {
  const query = useQuery(coachSettings());
  const queries = useQueryClient();
  const write = useMutation({
    mutationFn: (body: Schemas["ChangeCoachSettings"]) =>
      contentOf(api.PATCH("/api/trading/coaching/settings", { body })),
    onSuccess: (saved) => queries.setQueryData(coachSettings().queryKey, saved),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <Card title="Coach and memory">
      <Loading query={query} rows={3}>
        {(settings) => (
          <>
            <p className="text-secondary">
              {settings.provider
                ? `Answers may come from ${settings.provider}.`
                : "No AI provider is set: the rules on this server answer, and nothing leaves it."}
            </p>
            <CheckField
              label="The coach remembers what I tell it"
              hint="What it knows stands under Patterns, each with where it is from; you can correct and forget it."
              checked={settings.learns}
              onChange={({ target }) => write.mutate({ learns: target.checked })}
            />
            <SelectField
              label="Who may read my journal"
              value={settings.journal_words}
              options={JOURNAL}
              onChange={({ target }) =>
                write.mutate({ journal_words: JOURNAL.find(([name]) => name === target.value)?.[0] })
              }
            />
            <SelectField
              label="May an AI provider be told what I teach the coach from now on?"
              value={settings.sharing}
              options={SHARING}
              onChange={({ target }) =>
                write.mutate({ sharing: SHARING.find(([name]) => name === target.value)?.[0] })
              }
            />
            <Link to="/patterns" search={{ part: "memory" }} className="text-primary underline">
              What the coach remembers
            </Link>
          </>
        )}
      </Loading>
    </Card>
  );
}
