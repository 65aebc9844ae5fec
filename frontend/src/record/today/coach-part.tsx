// What the coach noticed: nudges and patterns, each with the trader's word on it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { ago, moment, named, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { newPatterns, recentNudges } from "./news";
import { PartLink } from "./part-link";
import { answerPattern, giveFeedback, type Nudge, nudges, type Pattern, patterns } from "./queries";

export function CoachPart() {
  const told = useQuery(nudges());
  const noticed = useQuery(patterns());
  return (
    <Card title="What the coach noticed" actions={<PartLink to="/patterns">All patterns</PartLink>}>
      <Loading query={told} rows={1}>
        {({ items }) => <Rows items={recentNudges(items)} row={(nudge) => <NudgeRow nudge={nudge} />} />}
      </Loading>
      <Loading query={noticed} rows={1}>
        {({ items, learning }) => {
          const fresh = newPatterns(items);
          const missing = Math.min(...learning.map((account) => account.missing));
          if (fresh.length > 0)
            return <Rows items={fresh} row={(pattern) => <PatternRow pattern={pattern} />} />;
          return (
            <p className="text-sm text-muted">
              {Number.isFinite(missing) && missing > 0 && items.length === 0
                ? `Learning: ${number(missing)} more positions until it knows what is usual for you.`
                : "Nothing new in the last week."}
            </p>
          );
        }}
      </Loading>
    </Card>
  );
}

function Rows<Item extends { id: string }>({
  items,
  row,
}: {
  items: readonly Item[];
  row: (item: Item) => React.ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <ul className="grid gap-3">
      {items.map((item) => (
        <li key={item.id} className="border-t border-line/60 pt-3 first:border-0 first:pt-0">
          {row(item)}
        </li>
      ))}
    </ul>
  );
}

function NudgeRow({ nudge }: { nudge: Nudge }) {
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: (feedback: "helpful" | "not_helpful" | "stop") => giveFeedback(nudge.id, feedback),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["patterns"] }),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <div className="grid gap-1.5">
      <p className="font-medium">{nudge.title}</p>
      <p className="text-sm text-secondary">{nudge.body}</p>
      <p className="flex flex-wrap items-center gap-1.5">
        {(["helpful", "not_helpful", "stop"] as const).map((feedback) => (
          <Choice
            key={feedback}
            words={feedback === "stop" ? "Stop these" : named(feedback)}
            of={nudge.title}
            isChosen={nudge.feedback === feedback}
            isBusy={give.isPending}
            choose={() => give.mutate(feedback)}
          />
        ))}
        <span className="ml-auto text-xs text-muted" title={moment(nudge.decided_at)}>
          {ago(nudge.decided_at)}
        </span>
      </p>
    </div>
  );
}

const ANSWERS = [
  ["yes", "Yes, so it was"],
  ["no", "No"],
  ["was_planned", "It was planned"],
] as const;

function PatternRow({ pattern }: { pattern: Pattern }) {
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: (said: "yes" | "no" | "was_planned") => answerPattern(pattern.id, said),
    onSuccess: async ({ answered }) => {
      await queries.invalidateQueries({ queryKey: ["patterns"] });
      say(
        answered === 0
          ? "All of it was answered before."
          : `Your word on ${number(answered)} of them is kept; it counts from now on.`,
      );
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <div className="grid gap-1.5">
      <p className="font-medium">{named(pattern.detector)}</p>
      <p className="text-sm text-secondary">
        {pattern.description} {pattern.cost.said}
      </p>
      <p className="flex flex-wrap items-center gap-1.5">
        {ANSWERS.map(([said, words]) => (
          <Choice
            key={said}
            words={words}
            of={named(pattern.detector)}
            isChosen={answer.isSuccess && answer.variables === said}
            isBusy={answer.isPending}
            choose={() => answer.mutate(said)}
          />
        ))}
        <span className="ml-auto text-xs text-muted" title={moment(pattern.last_seen)}>
          {ago(pattern.last_seen)}
        </span>
      </p>
    </div>
  );
}

function Choice({
  words,
  of,
  isChosen,
  isBusy,
  choose,
}: {
  words: string;
  of: string;
  isChosen: boolean;
  isBusy: boolean;
  choose: () => void;
}) {
  return (
    <Button
      aria-pressed={isChosen}
      aria-label={`${words}: ${of}`}
      disabled={isBusy}
      onClick={choose}
      className="min-h-7 px-2 py-0 text-xs font-normal aria-pressed:border-primary aria-pressed:font-medium"
    >
      {words}
    </Button>
  );
}
