// The server is the validator: its field errors go to the fields of a form by their paths.
import type { FieldPath, FieldValues, UseFormSetError } from "react-hook-form";
import { Refused, wordsOf } from "@/api/problem";

/** Put what the server refused at its fields; the words for what belongs to no field, or null. */
export function showRefusal<Values extends FieldValues>(
  error: unknown,
  setError: UseFormSetError<Values>,
  fields: readonly string[],
  fieldOf: (path: string) => string = (path) => path,
): string | null {
  if (!(error instanceof Refused) || !error.problem.errors?.length) return wordsOf(error);
  const elsewhere: string[] = [];
  for (const { field: told, message } of error.problem.errors) {
    const field = fieldOf(told);
    const [top = ""] = field.split(".");
    if (fields.includes(field) || fields.includes(top)) {
      const path = (fields.includes(field) ? field : top) as FieldPath<Values>;
      setError(path, { type: "server", message }, { shouldFocus: true });
    } else elsewhere.push(`${field.replaceAll("_", " ")}: ${message}`);
  }
  return elsewhere.length ? elsewhere.join(" ") : null;
}
