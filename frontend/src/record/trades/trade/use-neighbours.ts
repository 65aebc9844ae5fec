// The trades before and behind this one in the filter of the address.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useFilter } from "@/record/filters/use-filter";
import { neighboursOf } from "../queries";

export interface Neighbours {
  /** From 1; null where the filter does not take the trade. */
  place: number | null;
  count: number;
  goPrevious: (() => void) | null;
  goNext: (() => void) | null;
}

export function useNeighbours(id: string): Neighbours {
  const { search } = useFilter();
  const navigate = useNavigate();
  const { data } = useQuery(neighboursOf(id, search));
  const goTo = (tradeId: string | null | undefined) => {
    if (!tradeId) return null;
    return () => void navigate({ to: "/trades/$tradeId", params: { tradeId }, search, replace: true });
  };
  return {
    place: data?.place ?? null,
    count: data?.trades ?? 0,
    goPrevious: goTo(data?.previous_id),
    goNext: goTo(data?.next_id),
  };
}
