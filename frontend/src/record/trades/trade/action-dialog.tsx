// A dialog for one thing that happens to a trade: a few fields, the server's reasons at them, and an undo.
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useUser } from "@/shell/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { instantOf } from "../local-time";
import type { Action, ActionField } from "./actions";

type Values = Record<string, string | boolean>;

export function ActionDialog({
  action,
  close,
  done,
}: {
  action: Action;
  close: () => void;
  done: (answer: unknown) => void;
}) {
  const { timezone } = useUser();
  const [problem, setProblem] = useState<string | null>(null);
  const begin = Object.fromEntries(action.fields.map(({ name, initial }) => [name, initial ?? ""]));
  const { register, handleSubmit, setError, formState } = useForm<Values>({ defaultValues: begin });
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    try {
      done(await action.work(requestOf(action.fields, values, timezone)));
    } catch (error) {
      setProblem(
        showRefusal(
          error,
          setError,
          action.fields.map(({ name }) => name),
        ),
      );
    }
  });
  return (
    <Dialog title={action.title} description={action.description} isOpen close={close}>
      <form onSubmit={submit} noValidate className="grid gap-4" aria-label={action.title}>
        <div className="grid grid-cols-2 items-start gap-3">
          {action.fields.map((field) => (
            <div key={field.name} className={field.isWide ? "col-span-2" : ""}>
              <ActionControl
                field={field}
                zone={timezone}
                error={words(formState.errors[field.name]?.message)}
                register={register}
              />
            </div>
          ))}
        </div>
        {problem && (
          <p role="alert" className="text-loss">
            {problem}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Leave it</Button>
          <Button kind="primary" type="submit" isBusy={formState.isSubmitting}>
            {action.yes}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function words(message: unknown): string | undefined {
  return typeof message === "string" ? message : undefined;
}

type Register = ReturnType<typeof useForm<Values>>["register"];

function ActionControl({
  field,
  zone,
  error,
  register,
}: {
  field: ActionField;
  zone: string;
  error: string | undefined;
  register: Register;
}) {
  const { label, hint } = field;
  const shared = { label, hint, error, ...register(field.name) };
  switch (field.kind) {
    case "select":
      return <SelectField {...shared} options={field.options ?? []} />;
    case "area":
      return <TextArea {...shared} />;
    case "check":
      return <CheckField label={label} {...register(field.name)} />;
    case "time":
      return (
        <TextField
          {...shared}
          type="datetime-local"
          step={field.initial ? 1 : 60}
          hint={hint ?? `${zone}. Empty: now`}
        />
      );
    case "number":
      return <TextField {...shared} inputMode="decimal" autoComplete="off" className="figures font-mono" />;
    default:
      return <TextField {...shared} autoComplete="off" />;
  }
}

/** What is sent: empty fields are left out, times are instants. */
function requestOf(fields: readonly ActionField[], values: Values, zone: string): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const { name, kind, isInteger } of fields) {
    const value = values[name];
    if (typeof value !== "string") {
      if (value) request[name] = value;
    } else if (value.trim() !== "") {
      const text = value.trim();
      if (kind === "time") request[name] = instantOf(text, zone)?.toISOString() ?? text;
      else request[name] = isInteger && /^\d+$/.test(text) ? Number(text) : text;
    }
  }
  return request;
}
