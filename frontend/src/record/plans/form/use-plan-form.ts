// The state of the form that freezes a plan: what is typed is kept on this device until it is frozen.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { newId } from "@/api/client";
import { Refused } from "@/api/problem";
import { keepDraft, readDraft } from "@/live/local-database";
import { useUser } from "@/shell/session";
import { showRefusal } from "@/ui/form-errors";
import { changePlan, makePlan } from "../changes";
import { type Plan, type PlanTerms, plansChanged } from "../queries";
import {
  changeOf,
  EMPTY,
  fieldOf,
  fieldsOf,
  type PlanValues,
  requestOf,
  valuesFrom,
  valuesOf,
} from "./plan-fields";

const PLACE = "plan";
const KEEP_AFTER_MILLISECONDS = 400;

/** The version that is changed; a new plan has none. */
export interface Changed {
  planId: string;
  number: number;
  terms: PlanTerms;
}

export interface PlanFormEnds {
  done(plan: Plan): void;
  /** The plan was changed since it was read; what was typed is handed over. */
  conflict?(values: PlanValues): void;
}

export function usePlanForm(
  before: Changed | null,
  begin: Partial<PlanValues> | undefined,
  { done, conflict }: PlanFormEnds,
) {
  const { timezone: zone } = useUser();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<PlanValues>({
    defaultValues: before ? { ...valuesOf(before.terms, zone), ...begin } : { ...EMPTY, ...begin },
  });
  const sent = useRef({ text: "", key: "" });
  const values = form.watch();
  const forget = useKeptPlan(before === null && begin === undefined, values, form.reset);

  const freeze = async (written: PlanValues): Promise<Plan | null> => {
    if (before === null) {
      const text = JSON.stringify(written);
      if (sent.current.text !== text) sent.current = { text, key: newId() };
      const plan = await makePlan(requestOf(written, zone), sent.current.key);
      await forget();
      return plan;
    }
    const change = changeOf(before, written, zone);
    return change && changePlan(before.planId, change);
  };

  const submit = form.handleSubmit(async (written) => {
    setProblem(null);
    try {
      const plan = await freeze(written);
      if (plan === null) return setProblem("Nothing differs from the version that is frozen.");
      await plansChanged(queries);
      done(plan);
    } catch (error) {
      if (error instanceof Refused && error.code === "plan.changed" && conflict) return conflict(written);
      setProblem(showRefusal(error, form.setError, fieldsOf(written), fieldOf(written)));
    }
  });

  return { form, values, submit, problem, zone, forget };
}

export type PlanFormState = ReturnType<typeof usePlanForm>;

/** A new plan that was typed and not frozen is there again when the form is opened anew. */
function useKeptPlan(isKept: boolean, values: PlanValues, reset: (values: PlanValues) => void) {
  const isRead = useRef(false);
  const isFrozen = useRef(false);
  const fill = useRef(reset);
  useEffect(() => {
    if (!isKept) return;
    readDraft(PLACE)
      .then((draft) => {
        const kept = draft && valuesFrom(draft.words);
        if (kept) fill.current(kept);
      })
      .catch(() => undefined)
      .finally(() => {
        isRead.current = true;
      });
  }, [isKept]);
  const text = JSON.stringify(values);
  useEffect(() => {
    if (!isKept || !isRead.current || isFrozen.current) return;
    const words = text === JSON.stringify(EMPTY) ? "" : text;
    const timer = setTimeout(
      () => void keepDraft(PLACE, { words, files: [] }).catch(() => undefined),
      KEEP_AFTER_MILLISECONDS,
    );
    return () => clearTimeout(timer);
  }, [isKept, text]);
  return async () => {
    isFrozen.current = true;
    await keepDraft(PLACE, { words: "", files: [] }).catch(() => undefined);
  };
}
