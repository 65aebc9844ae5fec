// Which plans are listed: their state, market, side and order. All of it is the address.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { number } from "@/ui/format";
import { useSettled } from "./form/settled";
import { countOf, SORTS, STATE_WORDS, STATES, stateOf } from "./plan-search";
import { planCounts } from "./queries";
import { usePlanSearch } from "./use-plan-search";

const CONTROL =
  "min-h-8 rounded-md border border-line bg-ground px-2 text-sm text-text pointer-coarse:min-h-11";

export function PlanFilter() {
  const { search, change } = usePlanSearch();
  const state = stateOf(search);
  const { data: counts } = useQuery(planCounts(search));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <fieldset aria-label="State" className="flex flex-wrap rounded-md border border-line p-0.5">
        {STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === state}
            onClick={() => change({ status: one === "pending" ? undefined : one })}
            className="min-h-7 rounded px-2.5 text-sm text-secondary hover:text-text aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-text pointer-coarse:min-h-11"
          >
            {STATE_WORDS[one]}{" "}
            {counts && (
              <span className="figures ml-0.5 text-xs text-muted">{number(countOf(one, counts))}</span>
            )}
          </button>
        ))}
      </fieldset>
      <TypedFilter name="q" label="Words" placeholder="Title or words" width="w-40" />
      <TypedFilter name="instrument" label="Market" placeholder="Market" width="w-24" />
      <select
        aria-label="Side"
        value={search.direction ?? ""}
        onChange={({ target }) => change({ direction: target.value || undefined })}
        className={CONTROL}
      >
        <option value="">Both sides</option>
        <option value="long">Long</option>
        <option value="short">Short</option>
      </select>
      <select
        aria-label="Order"
        value={search.sort ?? "-created_at"}
        onChange={({ target }) => change({ sort: target.value === "-created_at" ? undefined : target.value })}
        className={`${CONTROL} sm:ml-auto`}
      >
        {SORTS.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

type TypedFilterProps = { name: "q" | "instrument"; label: string; placeholder: string; width: string };

/** A filter that is typed: the address follows once nothing was typed for a moment. */
function TypedFilter({ name, label, placeholder, width }: TypedFilterProps) {
  const { search, change } = usePlanSearch();
  const inAddress = search[name] ?? "";
  const [typed, type] = useState(inAddress);
  const settled = useSettled(typed.trim());
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed moves the address
  useEffect(() => {
    if (settled !== inAddress) change({ [name]: settled || undefined });
  }, [settled]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an address that was changed elsewhere is shown
  useEffect(() => {
    if (inAddress !== settled) type(inAddress);
  }, [inAddress]);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      autoComplete="off"
      value={typed}
      onChange={({ target }) => type(target.value)}
      className={`${CONTROL} ${width}`}
    />
  );
}
