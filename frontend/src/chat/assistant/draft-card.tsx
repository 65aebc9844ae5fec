// What the coach would write down, as it was understood: to confirm, to correct field by field, or to put aside.
import { type FormEvent, useRef, useState } from "react";
import { Refused, wordsOf } from "@/api/problem";
import type { Message } from "@/live/events";
import { Button } from "@/ui/button";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { useActs } from "../messages/acts";
import { type Correction, useOpenWork } from "../messages/open-work";
import {
  changesOf,
  controlOf,
  type DraftField,
  errorsAt,
  fieldsOf,
  isNeeded,
  isShown,
  shown,
} from "./draft-fields";
import { kindOf } from "./draft-kinds";

const UNTOUCHED: Correction = { isOpen: false, filled: {} };

type Draft = NonNullable<Message["draft"]>;

export function DraftCard({ message }: { message: Message }) {
  const { draft } = message;
  if (draft === null) return null;
  if (draft.status === "open") return <OpenDraft message={message} draft={draft} />;
  const isDone = draft.status === "confirmed";
  return (
    <p className="flex items-center gap-2 text-sm text-secondary">
      <Icon name={isDone ? "check" : "close"} className={`size-4 ${isDone ? "text-profit" : "text-muted"}`} />
      {isDone ? kindOf(draft).done : kindOf(draft).left}
    </p>
  );
}

function OpenDraft({ message, draft }: { message: Message; draft: Draft }) {
  const acts = useActs();
  const [isBusy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const correction = useOpenWork((work) => work.corrections[message.id]) ?? UNTOUCHED;
  const correct = useOpenWork((work) => work.correct);
  const kind = kindOf(draft);
  const fields = fieldsOf(draft);
  const asked = fields.filter((field) => !field.isFixed && (correction.isOpen || field.isMissing));
  const told = fields.filter((field) => !asked.includes(field) && isShown(field));
  const canBeCorrected = !correction.isOpen && fields.some((field) => !field.isFixed && !field.isMissing);

  const settle = async (work: Promise<unknown>) => {
    setBusy(true);
    const row = form.current?.closest("article");
    const error = await work.then(() => null, asError);
    setBusy(false);
    if (error === null)
      row?.focus({ preventScroll: true }); // the form is gone, and its focus with it
    else tell(error);
  };
  const tell = (error: Error) => {
    const problems = error instanceof Refused ? error.problem.errors : [];
    const { at, elsewhere } = errorsAt(fields, problems);
    setErrors(at);
    if (problems.length === 0) say(wordsOf(error), { isError: true });
    else if (elsewhere.length > 0) say(elsewhere.join(" "), { isError: true });
    if (Object.keys(at).length > 0) correct(message.id, { ...correction, isOpen: true });
  };
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void settle(acts.confirm(message, changesOf(draft, correction.filled)));
  };
  const begin = () => {
    correct(message.id, { ...correction, isOpen: true });
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus());
  };
  const fill = (key: string, value: string | boolean) =>
    correct(message.id, { ...correction, filled: { ...correction.filled, [key]: value } });

  return (
    <form
      ref={form}
      aria-label={kind.ask}
      data-kind={draft.kind}
      onSubmit={confirm}
      className="grid gap-3 rounded-md border border-line bg-surface p-3 sm:p-4"
    >
      <strong className="font-semibold">{kind.ask}</strong>
      {told.length > 0 && <Told fields={told} />}
      {asked.length > 0 && (
        <div className="grid gap-3 sm:grid-cols-2">
          {asked.map((field) => (
            <FieldControl
              key={field.key}
              field={field}
              value={correction.filled[field.key] ?? field.value ?? ""}
              error={errors[field.key]}
              fill={(value) => fill(field.key, value)}
            />
          ))}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {kind.yes}
        </Button>
        {canBeCorrected && <Button onClick={begin}>Correct it</Button>}
        <Button kind="quiet" disabled={isBusy} onClick={() => void settle(acts.dismiss(message))}>
          {kind.no}
        </Button>
      </div>
    </form>
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(wordsOf(error));
}

function Told({ fields }: { fields: readonly DraftField[] }) {
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-2">
      {fields.map((field) => (
        <div key={field.key} className="min-w-0">
          <dt className="text-xs text-muted">{field.label}</dt>
          <dd className="figures whitespace-pre-line">{shown(field)}</dd>
        </div>
      ))}
    </dl>
  );
}

function FieldControl({
  field,
  value,
  error,
  fill,
}: {
  field: DraftField;
  error: string | undefined;
  value: string | number | boolean;
  fill: (value: string | boolean) => void;
}) {
  const control = controlOf(field);
  const needed = isNeeded(field);
  if (control.kind === "check") {
    return (
      <CheckField
        label={field.label}
        checked={value === true}
        onChange={(event) => fill(event.target.checked)}
      />
    );
  }
  const shared = { label: field.label, error, required: needed, value: String(value) };
  if (control.kind === "choice") {
    return (
      <SelectField {...shared} options={control.options} onChange={(event) => fill(event.target.value)} />
    );
  }
  if (control.kind === "text") {
    return <TextArea {...shared} rows={2} onChange={(event) => fill(event.target.value)} />;
  }
  return <TextField {...shared} autoComplete="off" onChange={(event) => fill(event.target.value)} />;
}
