// Terms before and after, as rows.
import { useQuery } from "@tanstack/react-query";
import { accounts, strategies } from "@/record/filters/choices";
import { type Difference, termName, termWords } from "./differences";

export function useNames(): (id: string) => string | undefined {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  return (id) => [...(known ?? []), ...(playbooks ?? [])].find((item) => item.id === id)?.name;
}

export function DifferenceList({ items }: { items: readonly Difference[] }) {
  const nameOf = useNames();
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      {items.map(({ field, one, other }) => (
        <div key={field} className="grid sm:contents">
          <dt className="text-muted">{termName(field)}</dt>
          <dd>
            <del className="text-muted decoration-1">
              <span className="sr-only">before: </span>
              {termWords(field, one, nameOf)}
            </del>{" "}
            <span aria-hidden="true" className="text-muted">
              {"\u2192"}
            </span>{" "}
            <ins className="no-underline">
              <span className="sr-only">after: </span>
              {termWords(field, other, nameOf)}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
