// What the detectors found: patterns beside the one that is open, all findings, and how exact each detector is.
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useKeys } from "@/shell/keys";
import { PrivateWords } from "@/ui/figures";
import { Card, EmptyState, Loading } from "@/ui/page";
import { PartTabs } from "@/ui/part-tabs";
import { useAwaited, useEndOfLook } from "./awaited-look";
import { DetectorsView } from "./detectors-view";
import { FindingView } from "./finding-view";
import { FindingsView } from "./findings-view";
import { LearningCard } from "./learning-card";
import { LookAgain } from "./look-again";
import { PatternBrowser } from "./pattern-browser";
import { type Answer, findingDetail, type Patterns, patternList } from "./queries";
import { useAnswers } from "./use-answers";
import { useNames } from "./use-names";

const VIEWS = [
  { id: "found", words: "What was found", search: { part: "patterns" } },
  { id: "findings", words: "All findings", search: { part: "patterns", view: "findings" } },
  { id: "detectors", words: "Detectors", search: { part: "patterns", view: "detectors" } },
];

export function PatternsPart() {
  const { view, pattern, event } = useSearch({ from: "/patterns" });
  const { look } = useAwaited();
  const query = useQuery(patternList(look !== null));
  useEndOfLook(query.data?.looked_at);
  const current = VIEWS.find(({ id }) => id === view)?.id ?? "found";
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <div className="w-full min-w-0 sm:w-auto sm:flex-1">
          <PartTabs
            label="Views of the patterns"
            to="/patterns"
            tabs={VIEWS}
            current={current}
            look="views"
          />
        </div>
        <LookAgain looked={query.data?.looked_at} />
      </div>
      {event && !view && !pattern ? <OneFinding id={event} /> : null}
      <Loading query={query}>
        {(patterns) => {
          if (current === "findings") return <FindingsView patterns={patterns} />;
          if (current === "detectors") return <DetectorsView patterns={patterns} />;
          return <Found patterns={patterns} />;
        }}
      </Loading>
    </>
  );
}

/** A finding that a link leads to. */
function OneFinding({ id }: { id: string }) {
  const { data: finding } = useQuery(findingDetail(id));
  const answering = useAnswers();
  const answer = (given: Answer) => finding && answering.mutate({ finding, answer: given });
  useKeys({ y: () => answer("yes"), n: () => answer("no"), p: () => answer("was_planned") });
  return (
    <Card
      title="One finding"
      actions={
        <Link to="/patterns" search={{ part: "patterns" }} className="text-primary underline">
          All patterns
        </Link>
      }
    >
      {finding && (
        <p className="text-lg">
          <PrivateWords>{finding.said}</PrivateWords>
        </p>
      )}
      <FindingView id={id} />
    </Card>
  );
}

function Found({ patterns }: { patterns: Patterns }) {
  const { pattern } = useSearch({ from: "/patterns" });
  const { items, learning, looked_at, is_cut } = patterns;
  const names = useNames();
  return (
    <>
      {learning.map((stream) => (
        <LearningCard
          key={`${stream.trade_type}:${stream.account_id}`}
          stream={stream}
          name={names.streamOf(stream)}
        />
      ))}
      {is_cut && (
        <p className="text-sm text-muted">
          Your record has more positions than are looked at: the latest 50,000.
        </p>
      )}
      {items.length > 0 || pattern ? (
        <PatternBrowser patterns={items} />
      ) : (
        <NothingFound hasLooked={looked_at !== null} isLearning={learning.length > 0} />
      )}
    </>
  );
}

function NothingFound({ hasLooked, isLearning }: { hasLooked: boolean; isLearning: boolean }) {
  if (isLearning) return null;
  if (hasLooked) {
    return (
      <EmptyState title="Nothing was found">
        <p>
          The detectors have looked at every trade and see nothing that stands out from your own habit, and
          none of your rules broken. They look again with each trade.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="The detectors compare you with yourself"
      action={
        <Link to="/trades" className="text-primary underline">
          Log the first trade
        </Link>
      }
    >
      <p>
        Entries soon after a loss, size beyond your usual, stops that are moved: what is usual is read from
        your own trades, so they need 20 positions first. Your own rules are watched from the first trade on.
      </p>
    </EmptyState>
  );
}
