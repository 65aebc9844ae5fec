// Terms before and after, as rows.
import { useQuery } from "@tanstack/react-query";
import { accounts, strategies } from "@/record/filters/choices";
import { type Difference, listDifference, termName, termWords } from "./differences";

export function useNames(): (id: string) => string | undefined {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  return (id) => [...(known ?? []), ...(playbooks ?? [])].find((item) => item.id === id)?.name;
}

export function DifferenceList({ items }: { items: readonly Difference[] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      {items.map(({ field, one, other }) => (
        <div key={field} className="grid sm:contents">
          <dt className="text-muted">{termName(field)}</dt>
          <dd>
            <Terms field={field} one={one} other={other} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Terms({ field, one, other }: Difference) {
  const nameOf = useNames();
  const words = (value: unknown) => termWords(field, value, nameOf);
  const lists = listDifference(one, other);
  if (lists) {
    return (
      <ul>
        {lists.gone.map((item) => (
          <li key={`gone ${words(item)}`}>
            <Gone>{words(item)}</Gone>
          </li>
        ))}
        {lists.added.map((item) => (
          <li key={`new ${words(item)}`}>
            <Added>{words(item)}</Added>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <Gone>{words(one)}</Gone>{" "}
      <span aria-hidden="true" className="text-muted">
        {"\u2192"}
      </span>{" "}
      <Added>{words(other)}</Added>
    </>
  );
}

function Gone({ children }: { children: string }) {
  return (
    <del className="text-muted decoration-1">
      <span className="sr-only">before: </span>
      {children}
    </del>
  );
}

function Added({ children }: { children: string }) {
  return (
    <ins className="no-underline">
      <span className="sr-only">after: </span>
      {children}
    </ins>
  );
}
