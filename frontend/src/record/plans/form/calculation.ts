// The server's figures of what is typed: exact, in every notation, with what does not fit. Asked once it stands still.
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { type Calculate, questionOf } from "./calculator-question";
import type { PlanValues } from "./plan-fields";
import { useSettled } from "./settled";

export type Calculation = components["schemas"]["CalculationOut"];

function calculation(question: string) {
  return queryOptions({
    queryKey: ["plans", "calculation", question],
    queryFn: ({ signal }) => {
      const body = JSON.parse(question) as Calculate;
      return contentOf(api.POST("/api/trading/plans/calculator", { body, signal }));
    },
    enabled: question !== "null",
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Undefined until there is something to reckon, and where it is refused: the form's own fields say why at sending. */
export function useCalculation(values: PlanValues): Calculation | undefined {
  const question = useSettled(JSON.stringify(questionOf(values)));
  const { data, error } = useQuery(calculation(question));
  return question === "null" || error ? undefined : data;
}
