// One trade: its figures, its prices as a picture, everything that happened to it, and what can be done with it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { accounts } from "@/record/filters/choices";
import { useFilter } from "@/record/filters/use-filter";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card, Loading, Page } from "@/ui/page";
import { judgeTrade } from "./changes";
import { deleteTogether } from "./deletions";
import { eventsOf, loadedTrade, type Trade, tradeOf, verdictsOf } from "./queries";
import { ActionBar } from "./trade/action-bar";
import { ActionDialog } from "./trade/action-dialog";
import { DetailsCard, DetailsDialog } from "./trade/details-card";
import { PicturesCard } from "./trade/pictures-card";
import { PlanCard } from "./trade/plan-card";
import { PriceLadder } from "./trade/price-ladder";
import { RulebookCard } from "./trade/rulebook-card";
import { RulesCard } from "./trade/rules-card";
import { Timeline } from "./trade/timeline";
import { MoreFigures, TradeFigures, TradeLine } from "./trade/trade-header";
import { useActions } from "./trade/use-actions";
import { type Neighbours, useNeighbours } from "./trade/use-neighbours";
import { VerdictCard } from "./trade/verdict-card";

export function TradeScreen() {
  const { tradeId } = useParams({ from: "/trades/$tradeId" });
  const queries = useQueryClient();
  const query = useQuery({ ...tradeOf(tradeId), placeholderData: () => loadedTrade(queries, tradeId) });
  const neighbours = useNeighbours(tradeId);
  const { search } = useFilter();
  const navigate = useNavigate();
  const back = () => void navigate({ to: "/trades", search });
  useKeys({ "[": () => neighbours.goPrevious?.(), "]": () => neighbours.goNext?.(), Escape: back });
  useOffered([
    {
      id: "trade.previous",
      words: "Previous trade",
      key: "[",
      group: "Trade",
      run: () => neighbours.goPrevious?.(),
    },
    { id: "trade.next", words: "Next trade", key: "]", group: "Trade", run: () => neighbours.goNext?.() },
  ]);
  const title = query.data ? `${named(query.data.direction)} ${query.data.contract}` : "Trade";
  return (
    <Page title={title} actions={<NeighbourButtons neighbours={neighbours} />}>
      <Loading query={query} rows={10}>
        {(trade) => <WholeTrade key={trade.id} trade={trade} neighbours={neighbours} />}
      </Loading>
    </Page>
  );
}

function NeighbourButtons({ neighbours }: { neighbours: Neighbours }) {
  const { search } = useFilter();
  const { place, count, goPrevious, goNext } = neighbours;
  return (
    <nav aria-label="Trades of this filter" className="flex items-center gap-1 text-sm">
      <Link
        to="/trades"
        search={search}
        className="inline-flex items-center rounded px-2 py-1 text-secondary hover:bg-raised pointer-coarse:min-h-11"
      >
        All trades
      </Link>
      {place !== null && (
        <span className="figures px-1 text-muted">
          {place} of {count}
        </span>
      )}
      <Button
        kind="quiet"
        aria-label="Previous trade"
        shortcut="["
        disabled={!goPrevious}
        onClick={() => goPrevious?.()}
      >
        <Icon name="up" />
      </Button>
      <Button kind="quiet" aria-label="Next trade" shortcut="]" disabled={!goNext} onClick={() => goNext?.()}>
        <Icon name="down" />
      </Button>
    </nav>
  );
}

function WholeTrade({ trade, neighbours }: { trade: Trade; neighbours: Neighbours }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { search } = useFilter();
  const { data: known } = useQuery(accounts());
  const events = useQuery(eventsOf(trade.id));
  const actions = useActions(trade);
  const [isEditing, edit] = useState(false);
  const judging = useMutation({
    mutationFn: () => judgeTrade(trade.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: verdictsOf(trade.id).queryKey }),
  });
  const judge = () => {
    if (!judging.isPending) judging.mutate();
  };
  useKeys({ v: judge });
  useOffered([{ id: "trade.judge", words: "Have this trade judged", key: "v", group: "Trade", run: judge }]);
  const remove = () => {
    void deleteTogether([trade], queries);
    if (neighbours.goNext) neighbours.goNext();
    else void navigate({ to: "/trades", search });
  };
  return (
    <>
      <div className="-mt-3 flex flex-wrap items-center justify-between gap-3">
        <TradeLine trade={trade} account={known?.find(({ id }) => id === trade.account_id)?.name} />
        <ActionBar trade={trade} actions={actions} edit={() => edit(true)} remove={remove} />
      </div>
      <TradeWarnings trade={trade} />
      <TradeFigures trade={trade} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid gap-5">
          <Card title="Prices">
            <PriceLadder trade={trade} events={events.data ?? []} />
            <MoreFigures trade={trade} />
          </Card>
          <Card title="What happened">
            <Loading query={events} rows={4}>
              {(items) => <Timeline trade={trade} events={items} actions={actions} />}
            </Loading>
          </Card>
          <VerdictCard trade={trade} judge={judge} isJudging={judging.isPending} error={judging.error} />
        </div>
        <div className="grid gap-5">
          <DetailsCard trade={trade} edit={() => edit(true)} />
          <PlanCard trade={trade} />
          <RulesCard trade={trade} />
          <RulebookCard trade={trade} />
          <PicturesCard trade={trade} />
        </div>
      </div>
      {actions.current && (
        <ActionDialog action={actions.current} close={actions.close} done={actions.finish} />
      )}
      {isEditing && <DetailsDialog trade={trade} close={() => edit(false)} />}
    </>
  );
}

function TradeWarnings({ trade }: { trade: Trade }) {
  if (trade.warnings.length === 0) return null;
  return (
    <ul aria-label="Worth a look" className="grid gap-1 rounded-md border border-fire/60 px-3 py-2 text-sm">
      {trade.warnings.map(({ code, field, message }) => (
        <li key={code + field}>{message}</li>
      ))}
    </ul>
  );
}
