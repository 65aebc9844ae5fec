// A label, a control, and what is wrong with it, tied together for everybody who reads them.
import { type ComponentProps, type ReactNode, useId } from "react";

const CONTROL =
  "w-full min-h-9 rounded-md border border-line bg-ground px-3 py-1.5 text-text aria-invalid:border-loss disabled:opacity-60 pointer-coarse:min-h-11";

interface Labelled {
  label: string;
  /** What helps to fill it in. */
  hint?: ReactNode;
  /** What is wrong with it, in words. */
  error?: string;
}

interface ControlProps {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

/** Any control with its label; the control takes the given attributes. */
export function Field({
  label,
  hint,
  error,
  children,
}: Labelled & { children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm text-secondary">
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-loss">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  className = "",
  ...rest
}: Labelled & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <input type="text" {...rest} {...control} className={`${CONTROL} ${className}`} />}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className = "",
  ...rest
}: Labelled & ComponentProps<"textarea">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <textarea rows={3} {...rest} {...control} className={`${CONTROL} ${className}`} />}
    </Field>
  );
}

/** A choice among a few; `options` are pairs of value and words. */
export function SelectField({
  label,
  hint,
  error,
  options,
  className = "",
  ...rest
}: Labelled & ComponentProps<"select"> & { options: readonly (readonly [string, string])[] }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select {...rest} {...control} className={`${CONTROL} ${className}`}>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({
  label,
  hint,
  ...rest
}: { label: string; hint?: string } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        {...rest}
        className="mt-1 size-4 accent-(--button)"
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <label htmlFor={id}>
        {label}
        {hint && (
          <span id={`${id}-hint`} className="block text-xs text-muted">
            {hint}
          </span>
        )}
      </label>
    </div>
  );
}
