// What the rulebook says of the fill before it is recorded; asked again when its figures change.
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { wordsOf } from "@/api/problem";
import { type CheckTrade, checkTrade } from "@/record/rulebook/queries";
import { Money } from "@/ui/figures";
import { named } from "@/ui/format";
import { Icon, type IconName } from "@/ui/icons";
import type { Plan } from "../queries";
import type { FillValues } from "./fill-fields";

const ASK_AFTER_MILLISECONDS = 700; // every question is kept on record: not one for every key
const ANSWERS: Record<string, { words: string; icon: IconName; colour: string }> = {
  allow: { words: "Your rules allow it", icon: "check", colour: "border-profit text-profit" },
  warn: { words: "Your rules warn", icon: "clock", colour: "border-caution text-caution" },
  block: { words: "Your rules block it", icon: "lock", colour: "border-loss text-loss" },
};

function answerTo(question: CheckTrade) {
  return queryOptions({
    queryKey: ["plan check", question],
    queryFn: () => checkTrade(question),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function RulesAnswer({ plan, values }: { plan: Plan; values: FillValues }) {
  const text = JSON.stringify(questionOf(plan, values));
  const [asked, ask] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => ask(text), ASK_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, error, isFetching } = useQuery(answerTo(JSON.parse(asked) as CheckTrade));
  if (error) return <p className="text-sm text-muted">The rulebook could not be asked: {wordsOf(error)}</p>;
  if (data === undefined) return <p className="text-sm text-muted">Asking your rules{"\u2026"}</p>;
  const look = ANSWERS[data.decision] ?? ANSWERS.warn;
  const [border = "", colour = ""] = (look?.colour ?? "").split(" ");
  return (
    <section
      aria-label="What your rules say"
      aria-live="polite"
      className={`grid gap-1.5 rounded-md border border-l-4 border-line p-3 ${border} ${isFetching ? "opacity-60" : ""}`}
    >
      <p className={`flex flex-wrap items-center gap-2 font-semibold ${colour}`}>
        {look && <Icon name={look.icon} />}
        {look?.words}
        <span className="ml-auto text-sm font-normal text-secondary">
          {data.risk_amount && (
            <>
              At risk <Money value={data.risk_amount} />
            </>
          )}
        </span>
      </p>
      {data.reasons.length > 0 && (
        <ul className="grid gap-0.5 text-sm">
          {data.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <details className="text-sm">
        <summary className="text-xs text-muted">Every rule</summary>
        <ul className="grid gap-1 pt-1">
          {data.rules.map((rule) => (
            <li key={rule.rule}>
              <span className="font-medium">{named(rule.rule)}</span>: {named(rule.state).toLowerCase()}.{" "}
              <span className="text-secondary">{rule.reason}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** An empty field is as planned; without an entry the rules speak of the rest. */
export function questionOf(plan: Plan, values: FillValues): CheckTrade {
  const price = (text: string, planned?: string) => text.trim() || planned || null;
  return {
    plan_id: plan.id,
    instrument: plan.instrument,
    direction: plan.direction,
    entry_price: price(values.entry_price),
    position_size: price(values.position_size, plan.position_size),
    stop_price: price(values.stop_price, plan.stop_loss_level),
    target_price: price(values.target_price, plan.take_profit_targets[0]),
  };
}
