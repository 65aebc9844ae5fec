// What the server refuses, as the error that every request throws.
import type { components } from "./generated/openapi";

/** `unknown`: what answered was not the API itself. */
export type ErrorCode = components["schemas"]["ErrorCode"] | "unknown";
export type Problem = Omit<components["schemas"]["Problem"], "code"> & { code: ErrorCode };

/** A request that the server refused, with its reason and the fields that it is about. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail);
    this.name = "Refused";
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }
}

/** A request that got no answer: the network or the server is away. */
export class Away extends Error {
  constructor() {
    super("The server cannot be reached. What you typed is kept here; try again in a moment.");
    this.name = "Away";
  }
}

/** The words to show for any error. */
export function wordsOf(error: unknown): string {
  if (error instanceof Refused) {
    const [first] = error.problem.errors ?? [];
    return first === undefined ? error.problem.detail : `${spoken(first.field)}: ${first.message}`;
  }
  if (error instanceof Error) return error.message;
  return "Something went wrong. Try again.";
}

/** A field's path in words: `take_profit_targets.1` is "take profit targets 2". */
export function spoken(field: string): string {
  return field
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replaceAll("_", " ")))
    .join(" ");
}
