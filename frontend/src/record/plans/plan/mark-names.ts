// The last word on each subject of a plan. Pure.
import type { MarkPlan } from "../changes";
import type { Mark } from "../queries";

export function markName({ subject, place }: Pick<MarkPlan, "subject" | "place">): string {
  return subject === "criterion" ? `criterion ${place ?? 1}` : subject;
}

/** Whether what counts was said to be so, by names such as "criterion 2" or "exit". */
export function marksByName(marks: readonly Mark[]): Record<string, boolean> {
  const counting = marks.filter(({ counts }) => counts);
  return Object.fromEntries(counting.map((mark) => [markName(mark), mark.met]));
}
