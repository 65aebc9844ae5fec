// What the server refuses, as the error that every request throws.
import type { ErrorCode as CodeOfEvents } from "./generated/events";
import type { ErrorCode as CodeOfApi, Problem as Described } from "./generated/openapi";

/** The fields that are named, of a type that takes others beside them. */
type Named<Type> = { [Key in keyof Type as string extends Key ? never : Key]: Type[Key] };

/** `unknown`: what answered was not the API itself. */
export type ErrorCode = CodeOfApi | CodeOfEvents | "unknown";
export type Problem = Omit<Named<Described>, "code"> & { code: ErrorCode; [beside: string]: unknown };

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
