// The filter of the list of plans, which is the address.
import { useNavigate, useSearch } from "@tanstack/react-router";

type Search = Record<string, string | undefined>;

export function usePlanSearch() {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (values: Search, { replace = true } = {}) =>
    void navigate({ to: "/plans", search: { ...search, ...values }, replace });
  return { search, change };
}
