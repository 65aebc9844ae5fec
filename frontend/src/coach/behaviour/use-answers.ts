// Answering a finding: shown at once, counted by the server, said otherwise whenever the trader wants.
import {
  type InfiniteData,
  type QueryClient,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type { components } from "@/api/generated/openapi";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { useAwaited } from "./awaited-look";
import {
  type Answer,
  answerFinding,
  behaviourChanged,
  type Finding,
  type FindingDetail,
  type PatternDetail,
} from "./queries";
import { COMES_OF, withAnswer } from "./words";

type Pages = InfiniteData<components["schemas"]["EventPage"]>;

export interface GivenAnswer {
  finding: Pick<Finding, "id" | "answer">;
  answer: Answer;
}

export function useAnswers(): UseMutationResult<FindingDetail, unknown, GivenAnswer> {
  const queries = useQueryClient();
  const answering = useMutation<FindingDetail, unknown, GivenAnswer>({
    mutationFn: ({ finding, answer }) => answerFinding(finding.id, answer),
    onMutate: ({ finding, answer }) => show(queries, finding.id, answer),
    onSuccess: ({ answered_at }, { finding, answer }) => {
      awaitCount(answered_at);
      const before = finding.answer;
      const takeBack = () =>
        answering.mutate({ finding: { id: finding.id, answer }, answer: before ?? answer });
      say(COMES_OF[answer], { undo: before !== null && before !== answer ? takeBack : undefined });
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
    onSettled: () => behaviourChanged(queries),
  });
  return answering;
}

/** The detectors look once more by an answer; what a pattern comes to is read when they have. */
export function awaitCount(after: string | null): void {
  const { look, wait } = useAwaited.getState();
  if (!look?.isAskedFor) wait(after, false);
}

function show(queries: QueryClient, id: string, answer: Answer): void {
  queries.setQueriesData<FindingDetail>(
    { queryKey: ["behaviour", "finding", id] },
    (detail) => detail && withAnswer(detail, id, answer),
  );
  queries.setQueriesData<PatternDetail>(
    { queryKey: ["behaviour", "pattern"] },
    (pattern) =>
      pattern && { ...pattern, latest: pattern.latest.map((finding) => withAnswer(finding, id, answer)) },
  );
  queries.setQueriesData<Pages>(
    { queryKey: ["behaviour", "findings"] },
    (content) =>
      content && {
        ...content,
        pages: content.pages.map((page) => ({
          ...page,
          items: page.items.map((finding) => withAnswer(finding, id, answer)),
        })),
      },
  );
}
