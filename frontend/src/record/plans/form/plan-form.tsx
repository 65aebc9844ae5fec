// The form of a plan: its figures follow while it is typed; Ctrl+Enter freezes it.
import { useEffect, useRef } from "react";
import { useChangedElsewhere } from "@/live/changes";
import { Button } from "@/ui/button";
import { ElsewhereNote } from "@/ui/elsewhere-note";
import { Card } from "@/ui/page";
import { useEscape } from "../free-keys";
import { FiguresPanel } from "./figures-panel";
import type { PlanValues } from "./plan-fields";
import { PriceFields } from "./price-fields";
import { StrategyTemplate } from "./strategy-template";
import { type Changed, type PlanFormEnds, usePlanForm } from "./use-plan-form";
import { ReasonFields, SubjectFields, TermFields } from "./word-fields";

export function PlanForm({
  before = null,
  begin,
  close,
  ...ends
}: PlanFormEnds & {
  before?: Changed | null;
  /** What stands in the fields at first, instead of what was kept. */
  begin?: Partial<PlanValues>;
  close: () => void;
}) {
  const plan = usePlanForm(before, begin, ends);
  const { submit, problem, form, forget } = plan;
  const elsewhere = useChangedElsewhere("plans", before?.planId ?? null, before !== null);
  useSubmitKey(() => void submit());
  useEscape(close);
  const throwAway = async () => {
    await forget();
    close();
  };
  const isBusy = form.formState.isSubmitting;
  return (
    <div className="@container">
      <form
        onSubmit={submit}
        noValidate
        aria-label={before ? "Change the plan" : "New plan"}
        className="grid grid-cols-1 items-start gap-5 @4xl:grid-cols-[minmax(0,1fr)_22rem]"
      >
        <div className="grid grid-cols-1 gap-5">
          <ElsewhereNote
            isShown={elsewhere.isChanged}
            what="The plan"
            words="Show both"
            look={() => ends.conflict?.(plan.values)}
          />
          <Card title={before ? undefined : "What"} actions={!before && <StrategyTemplate plan={plan} />}>
            <SubjectFields plan={plan} isNew={before === null} />
          </Card>
          <Card title="Prices and size">
            <PriceFields plan={plan} />
          </Card>
          <Card title="Why, and when not">
            <ReasonFields plan={plan} />
          </Card>
          <Card title="Until when">
            <TermFields plan={plan} isNew={before === null} />
          </Card>
        </div>
        <aside className="grid gap-4 @4xl:sticky @4xl:top-5" aria-label="What follows from it">
          <FiguresPanel plan={plan} />
          {problem && (
            <p role="alert" className="rounded-md border border-loss bg-surface p-3 text-loss">
              {problem}
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button kind="primary" type="submit" isBusy={isBusy} shortcut="Ctrl Enter" className="w-full">
              {before ? `Freeze version ${before.number + 1}` : "Freeze it"}
            </Button>
            <Button onClick={close}>{before ? "Leave it" : "Later"}</Button>
            {!before && form.formState.isDirty && (
              <Button kind="quiet" onClick={() => void throwAway()}>
                Throw away
              </Button>
            )}
          </div>
          <p className="text-xs text-muted">
            Frozen means: with its time and a hash. You can add a version later; the ones before stay, and
            what was alive at the fill counts.
          </p>
        </aside>
      </form>
    </div>
  );
}

function useSubmitKey(submit: () => void): void {
  const current = useRef(submit);
  current.current = submit;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      current.current();
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
}
