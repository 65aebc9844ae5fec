// How the session stands, and how much of each limit is left.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Limits, rulebookState, type State } from "@/record/rulebook/queries";
import { useUser } from "@/shell/session";
import { Money, Result, RResult } from "@/ui/figures";
import { clock, inR, moment, named, number } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { type LimitLeft, limitsLeft } from "./limits-left";
import { PartBar } from "./part-bar";
import { PartLink } from "./part-link";
import { currentLimits, openTrades } from "./queries";

const LOOKS = {
  normal: { words: "Clear", icon: "check", colour: "text-profit" },
  caution: { words: "Caution", icon: "clock", colour: "text-caution" },
  locked: { words: "Locked", icon: "lock", colour: "text-loss" },
} as const;

export function SessionPart() {
  const query = useQuery(rulebookState());
  return (
    <Card title="The session" actions={<PartLink to="/rulebook">Rulebook</PartLink>}>
      <Loading query={query} rows={3}>
        {(state) => (
          <>
            <Standing state={state} />
            <LimitBars state={state} />
          </>
        )}
      </Loading>
    </Card>
  );
}

function Standing({ state }: { state: State }) {
  const { words, icon, colour } = LOOKS[state.state];
  const isInR = useLook(({ unit }) => unit === "r");
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <span className={`inline-flex items-center gap-2 text-xl font-semibold ${colour}`}>
        <Icon name={icon} className="size-5" />
        {words}
      </span>
      <span className="text-secondary">
        {state.reason ?? "No rule holds you back."}
        {state.until && ` Until ${moment(state.until)}.`}
      </span>
      <span className="ml-auto text-sm text-muted">
        Today{" "}
        <span className="text-base">
          {isInR ? <RResult value={state.r} /> : <Result value={state.net_result} />}
        </span>
        , until {clock(state.day_ends_at)}
      </span>
      {state.holds.length > 1 && (
        <ul className="w-full text-sm text-secondary">
          {state.holds.map(({ rule, since, reason, until }) => (
            <li key={rule + since}>
              {named(rule)}: {reason} Until {moment(until)}.
            </li>
          ))}
        </ul>
      )}
      {state.without_rate > 0 && (
        <p className="w-full text-sm text-caution">
          {number(state.without_rate)} results in a currency without a rate are not in the sum.
        </p>
      )}
    </div>
  );
}

function LimitBars({ state }: { state: State }) {
  const query = useQuery(currentLimits());
  return (
    <Loading query={query} rows={2}>
      {(current) =>
        current ? (
          <Bars limits={current.limits} state={state} />
        ) : (
          <p className="text-sm text-muted">
            You have no limits.{" "}
            <Link to="/rulebook" className="text-primary underline">
              Write a few
            </Link>{" "}
            that hold when you would not.
          </p>
        )
      }
    </Loading>
  );
}

function Bars({ limits, state }: { limits: Limits; state: State }) {
  const { account_size } = useUser();
  const { data: open } = useQuery(openTrades());
  const isAll = open !== undefined && open.next_cursor === null;
  const { bars, problem } = limitsLeft(limits, state, {
    accountSize: account_size,
    openPositions: isAll ? open.items.length : null,
  });
  return (
    <>
      {bars.length > 0 && (
        <ul className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]">
          {bars.map((bar) => (
            <LimitBar key={bar.rule} bar={bar} />
          ))}
        </ul>
      )}
      {problem && (
        <p className="text-sm text-caution">
          {problem}{" "}
          <Link to="/settings" search={{}} className="underline">
            Settings
          </Link>
        </p>
      )}
    </>
  );
}

function LimitBar({ bar }: { bar: LimitLeft }) {
  const isOver = bar.part >= 1;
  const isNear = bar.cautionFrom !== null && bar.part >= bar.cautionFrom;
  const colour = isOver ? "bg-loss" : isNear ? "bg-fire" : "bg-primary";
  return (
    <li className="grid gap-1">
      <p className="flex items-baseline justify-between gap-2 text-sm">
        <span className="text-muted">{bar.name}</span>
        <span className={`figures ${isOver ? "text-loss" : ""}`}>
          {isOver ? (
            "Nothing left"
          ) : (
            <>
              <Amount bar={bar} value={bar.left} /> left
            </>
          )}
        </span>
      </p>
      <PartBar
        label={`${bar.name}: part that is used`}
        part={bar.part}
        colour={colour}
        markAt={bar.cautionFrom}
      />
      <p className="figures text-xs text-muted">
        <Amount bar={bar} value={bar.used} /> of <Amount bar={bar} value={bar.most} />
      </p>
    </li>
  );
}

function Amount({ bar, value }: { bar: LimitLeft; value: string }) {
  if (bar.unit === "money") return <Money value={value} />;
  return <>{bar.unit === "r" ? inR(value).replace("+", "") : number(value)}</>;
}
