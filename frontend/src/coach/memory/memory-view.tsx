// A memory whole: where it is from, who may be told, how it read before, and what carried it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { moment, number } from "@/ui/format";
import { Loading } from "@/ui/page";
import { type MemoryWhole, memoryWhole, messagePlace } from "./queries";
import { carriersOf, evidencePlace, howSure, kindWords, sharingWords, sourceWords } from "./words";

const LINK = "inline-flex min-h-6 items-center text-primary underline pointer-coarse:min-h-11";

export function MemoryView({ id }: { id: string }) {
  const query = useQuery(memoryWhole(id));
  return (
    <Loading query={query} rows={2}>
      {(memory) => (
        <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[9rem_1fr]">
          <Row name="Where it is from">
            {sourceWords(memory)}, {moment(memory.learned_at)}.{" "}
            {memory.message_id && <MessageLink id={memory.message_id}>See the message</MessageLink>}
          </Row>
          {memory.evidence.length > 0 && (
            <Row name="What it rests on">
              <Evidence evidence={memory.evidence} />
            </Row>
          )}
          <Row name="How sure">
            {howSure(memory)} Confirmed {moment(memory.confirmed_at)}.
          </Row>
          <Row name="Who may be told">{sharingWords(memory)}</Row>
          <Row name="What carried it">
            <Carriers memory={memory} />
          </Row>
          {memory.versions.length > 0 && (
            <Row name="As it read before">
              <ol className="grid gap-1">
                {memory.versions.map((version) => (
                  <li key={version.number}>
                    &ldquo;{version.statement}&rdquo;{" "}
                    <span className="text-sm text-muted">
                      version {number(version.number)}, {kindWords(version.kind).toLowerCase()}, until{" "}
                      {moment(version.until)}
                    </span>
                  </li>
                ))}
              </ol>
            </Row>
          )}
        </dl>
      )}
    </Loading>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm text-muted sm:leading-6">{name}</dt>
      <dd className="text-secondary">{children}</dd>
    </>
  );
}

/** A message in its conversation; words alone where it is gone. */
export function MessageLink({ id, children }: { id: string; children: ReactNode }) {
  const { data: conversationId, error } = useQuery(messagePlace(id));
  if (error) return <span className="text-muted">Its message was deleted.</span>;
  if (conversationId === undefined) return <span className="text-muted">{children}</span>;
  return (
    <Link to="/coach/$conversationId" params={{ conversationId }} search={{ message: id }} className={LINK}>
      {children}
    </Link>
  );
}

function Evidence({ evidence }: { evidence: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {evidence.map(evidencePlace).map(({ kind, id }) => (
        <li key={id}>
          {kind === "trade" && (
            <Link to="/trades/$tradeId" params={{ tradeId: id }} className={LINK}>
              A trade
            </Link>
          )}
          {kind === "plan" && (
            <Link to="/plans/$planId" params={{ planId: id }} className={LINK}>
              A plan
            </Link>
          )}
          {kind === "session" && (
            <Link to="/patterns" search={{ part: "sessions" }} className={LINK}>
              A coaching session
            </Link>
          )}
          {kind === "pattern" && (
            <Link to="/patterns" search={{ part: "patterns", pattern: id }} className={LINK}>
              A pattern
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Carriers({ memory }: { memory: MemoryWhole }) {
  const carriers = carriersOf(memory.carried_by);
  if (carriers.length === 0) return <>No message yet.</>;
  return (
    <ul className="grid max-h-48 overflow-y-auto">
      {carriers.map(({ messageId, words }) => (
        <li key={messageId + words}>
          <MessageLink id={messageId}>{words}</MessageLink>
        </li>
      ))}
    </ul>
  );
}
