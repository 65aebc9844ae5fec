// The trades before and behind this one in the filter of the address.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useFilter } from "@/record/filters/use-filter";
import { useDeletions } from "../deletions";
import { tradeList } from "../queries";

export interface Neighbours {
  /** From 1; null where the trade is not among those that are loaded. */
  place: number | null;
  count: number;
  hasMore: boolean;
  goPrevious: (() => void) | null;
  goNext: (() => void) | null;
}

export function useNeighbours(id: string): Neighbours {
  const { search } = useFilter();
  const navigate = useNavigate();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(tradeList(search));
  const deleted = useDeletions((state) => state.ids);
  const ids = useMemo(
    () =>
      (data?.pages ?? [])
        .flatMap((page) => page.items.map((trade) => trade.id))
        .filter((one) => !deleted.has(one)),
    [data, deleted],
  );
  const at = ids.indexOf(id);
  const isLast = at !== -1 && at === ids.length - 1;
  useEffect(() => {
    if (isLast && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isLast, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const goTo = (place: number) => {
    const tradeId = at === -1 ? undefined : ids[place];
    if (tradeId === undefined) return null;
    return () => void navigate({ to: "/trades/$tradeId", params: { tradeId }, search, replace: true });
  };
  return {
    place: at === -1 ? null : at + 1,
    count: ids.length,
    hasMore: hasNextPage,
    goPrevious: goTo(at - 1),
    goNext: goTo(at + 1),
  };
}
