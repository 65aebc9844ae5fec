// Findings by keyboard: j and k move, Enter opens, y n p answer the one in focus or the one that is open.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useKeys } from "@/shell/keys";
import { useRowCursor } from "@/ui/row-cursor";
import { FindingRow } from "./finding-row";
import type { Answer, Finding } from "./queries";
import { useAnswers } from "./use-answers";

/** `within` is the pattern that they are shown in: a link to one of them leads there. */
export function FindingList({
  findings,
  label,
  within,
}: {
  findings: readonly Finding[];
  label: string;
  within?: string;
}) {
  const { event } = useSearch({ from: "/patterns" });
  const navigate = useNavigate({ from: "/patterns" });
  const list = useRef<HTMLUListElement>(null);
  const { current } = useRowCursor(list);
  const answering = useAnswers();

  const show = (values: Record<string, string | undefined>) =>
    void navigate({
      search: (before) => ({ ...before, ...values }),
      replace: true,
      resetScroll: false,
    });
  const toggle = (id: string) =>
    show({ event: event === id ? undefined : id, ...(within && { pattern: within }) });
  const answerCurrent = (given: Answer) => {
    const id = current() ?? event;
    const finding = findings.find((row) => row.id === id);
    if (!finding) return;
    if (within) show({ pattern: within }); // a pattern that does not count any more stays in sight
    answering.mutate({ finding, answer: given });
  };
  useKeys({
    y: () => answerCurrent("yes"),
    n: () => answerCurrent("no"),
    p: () => answerCurrent("was_planned"),
  });

  return (
    <ul ref={list} aria-label={label} className="@container">
      {findings.map((finding) => (
        <FindingRow
          key={finding.id}
          finding={finding}
          isOpen={event === finding.id}
          toggle={() => toggle(finding.id)}
        />
      ))}
    </ul>
  );
}
