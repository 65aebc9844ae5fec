// Deleted trades of the last 30 days: seen, and brought back whole.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { day, dayOf, moment } from "@/ui/format";
import { Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { restoreTrade } from "../changes";
import { deletedTrades, type Trade, tradesChanged } from "../queries";
import { DirectionMark, TradeResult } from "../trade-figures";

export function TrashDialog({ close }: { close: () => void }) {
  const query = useQuery(deletedTrades());
  return (
    <Dialog title="Deleted trades" isOpen close={close}>
      <p className="text-sm text-secondary">
        They count nowhere. Each comes back whole, with its history and pictures, for 30 days.
      </p>
      <Loading query={query} rows={4}>
        {(items) =>
          items.length === 0 ? (
            <p className="py-6 text-center text-muted">Nothing was deleted in the last 30 days.</p>
          ) : (
            <ul className="max-h-[60vh] divide-y divide-line overflow-y-auto" aria-label="Deleted trades">
              {items.map(({ trade, deleted_at, forget_at }) => (
                <DeletedRow key={trade.id} trade={trade} deletedAt={deleted_at} forgetAt={forget_at} />
              ))}
            </ul>
          )
        }
      </Loading>
    </Dialog>
  );
}

function DeletedRow({ trade, deletedAt, forgetAt }: { trade: Trade; deletedAt: string; forgetAt: string }) {
  const queries = useQueryClient();
  const restoring = useMutation({
    mutationFn: () => restoreTrade(trade.id),
    onSuccess: async () => {
      await tradesChanged(queries);
      say(`Restored: ${trade.direction} ${trade.contract}`);
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
      <span className="font-medium">{trade.contract}</span>
      <DirectionMark direction={trade.direction} />
      <span className="figures text-secondary">{moment(trade.entry_time)}</span>
      <TradeResult trade={trade} />
      <span className="text-xs text-muted">
        Deleted {moment(deletedAt)}, kept until {day(dayOf(new Date(forgetAt)))}
      </span>
      <Button className="ml-auto text-sm" isBusy={restoring.isPending} onClick={() => restoring.mutate()}>
        Restore
      </Button>
    </li>
  );
}
