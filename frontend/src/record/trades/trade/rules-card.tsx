// The rules of the trade's strategy as a checklist: kept, broken, or not said.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/api/generated/openapi";
import { wordsOf } from "@/api/problem";
import { named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { checkRules } from "../changes";
import { ruleChecksOf, type Trade } from "../queries";

type Check = components["schemas"]["RuleCheckOut"];

export function RulesCard({ trade }: { trade: Trade }) {
  const { data } = useQuery(ruleChecksOf(trade.id));
  if (!data?.length) return null;
  const answered = data.filter(({ followed }) => followed !== null);
  const kept = answered.filter(({ followed }) => followed).length;
  return (
    <Card
      title="Rules of the strategy"
      actions={
        <span className="figures text-sm text-muted">
          {answered.length ? `${kept} of ${answered.length} kept` : "Not said yet"}
        </span>
      }
    >
      <ul className="grid">
        {data.map((check) => (
          <RuleRow key={check.rule_id} trade={trade} check={check} />
        ))}
      </ul>
    </Card>
  );
}

function RuleRow({ trade, check }: { trade: Trade; check: Check }) {
  const queries = useQueryClient();
  const { queryKey } = ruleChecksOf(trade.id);
  const answer = useMutation({
    mutationFn: (followed: boolean | null) => checkRules(trade.id, [{ rule_id: check.rule_id, followed }]),
    onMutate: (followed) => {
      const before = queries.getQueryData(queryKey);
      queries.setQueryData(
        queryKey,
        (known) =>
          known && {
            items: known.items.map((one) => (one.rule_id === check.rule_id ? { ...one, followed } : one)),
          },
      );
      return before;
    },
    onError: (error, _, before) => {
      queries.setQueryData(queryKey, before);
      say(wordsOf(error), { isError: true });
    },
    onSuccess: (checks) => {
      queries.setQueryData(queryKey, checks);
      void queries.invalidateQueries({ queryKey: ["reports"] });
    },
  });
  const choose = (followed: boolean) => answer.mutate(check.followed === followed ? null : followed);
  return (
    <li className="flex items-center gap-2 border-b border-line/50 py-1.5 text-sm last:border-0">
      <span className="min-w-0 flex-1">
        {check.statement}
        <span className="ml-2 text-xs text-muted">{named(check.kind)}</span>
      </span>
      <Answer
        words="Kept"
        icon="check"
        colour="text-profit"
        isChosen={check.followed === true}
        choose={() => choose(true)}
        of={check.statement}
      />
      <Answer
        words="Broken"
        icon="close"
        colour="text-loss"
        isChosen={check.followed === false}
        choose={() => choose(false)}
        of={check.statement}
      />
    </li>
  );
}

function Answer({
  words,
  icon,
  colour,
  isChosen,
  choose,
  of,
}: {
  words: string;
  icon: "check" | "close";
  colour: string;
  isChosen: boolean;
  choose: () => void;
  of: string;
}) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-label={`${words}: ${of}`}
      onClick={choose}
      className={`inline-flex min-h-7 items-center gap-1 rounded border px-2 text-xs pointer-coarse:min-h-11 ${isChosen ? `${colour} border-current font-medium` : "border-line text-muted hover:text-text"}`}
    >
      <Icon name={icon} className="size-3.5" />
      {words}
    </button>
  );
}
