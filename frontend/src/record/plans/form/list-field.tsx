// A list of short texts: Enter begins the next one, Backspace in an empty one takes it away.
import { type KeyboardEvent, useRef } from "react";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import type { PlanFormState } from "./use-plan-form";

type ListName = "entry_criteria" | "take_profit_targets";

export function ListField({
  plan: { form, values },
  name,
  label,
  one,
  placeholder,
  most,
  isPrice = false,
  beside,
}: {
  plan: PlanFormState;
  name: ListName;
  label: string;
  /** What one of them is called. */
  one: string;
  placeholder?: string;
  most: number;
  isPrice?: boolean;
  /** What stands beside a row, such as what a target pays. */
  beside?: (place: number) => React.ReactNode;
}) {
  const list = useRef<HTMLOListElement>(null);
  const rows = values[name];
  const problem = form.formState.errors[name];
  const change = (next: string[], place: number) => {
    form.setValue(name, next, { shouldDirty: true });
    form.clearErrors(name);
    requestAnimationFrame(() => list.current?.querySelectorAll("input")[place]?.focus());
  };
  const add = (place: number) => rows.length < most && change(rows.toSpliced(place, 0, ""), place);
  const remove = (place: number) => change(rows.toSpliced(place, 1), Math.max(0, place - 1));
  const typed = (event: KeyboardEvent<HTMLInputElement>, place: number) => {
    const isEmpty = event.currentTarget.value === "";
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!isEmpty) add(place + 1);
    } else if (event.key === "Backspace" && isEmpty && rows.length > 1) {
      event.preventDefault();
      remove(place);
    }
  };
  return (
    <fieldset className="grid min-w-0 gap-1">
      <legend className="text-sm text-secondary">{label}</legend>
      <ol ref={list} className="mt-1 grid gap-1.5">
        {rows.map((_, place) => {
          const error = problem?.[place]?.message;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place, as in the request
            <li key={place} className="grid gap-1">
              <div className="flex items-center gap-2">
                <input
                  type="text"
                  inputMode={isPrice ? "decimal" : undefined}
                  autoComplete="off"
                  aria-label={`${one} ${place + 1}`}
                  aria-invalid={error ? true : undefined}
                  placeholder={place === 0 ? placeholder : undefined}
                  onKeyDown={(event) => typed(event, place)}
                  {...form.register(`${name}.${place}`)}
                  className={`min-h-9 min-w-0 flex-1 rounded-md border border-line bg-ground px-3 py-1.5 aria-invalid:border-loss pointer-coarse:min-h-11 ${isPrice ? "figures font-mono" : ""}`}
                />
                {beside?.(place)}
                {rows.length > 1 && (
                  <Button
                    kind="quiet"
                    aria-label={`Take ${one.toLowerCase()} ${place + 1} away`}
                    onClick={() => remove(place)}
                    className="px-2 text-muted"
                  >
                    <Icon name="close" className="size-3.5" />
                  </Button>
                )}
              </div>
              {error && (
                <p role="alert" className="text-sm text-loss">
                  {error}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {problem?.message && (
        <p role="alert" className="text-sm text-loss">
          {problem.message}
        </p>
      )}
      {rows.length < most && (
        <button
          type="button"
          onClick={() => add(rows.length)}
          className="mt-1 inline-flex min-h-7 items-center gap-1 justify-self-start rounded text-sm text-muted hover:text-text pointer-coarse:min-h-11"
        >
          <Icon name="plus" className="size-3.5" />
          {one}
        </button>
      )}
    </fieldset>
  );
}
