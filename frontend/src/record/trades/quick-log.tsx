// The line that logs a trade from anywhere: typed as it is said, read while it is typed, corrected with Tab.
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { say } from "@/ui/toast";
import { deleteTrade } from "./changes";
import { priceIn } from "./price-notation";
import { type Trade, tradesChanged } from "./queries";
import { LogFields } from "./quick-log/log-fields";
import { useLogForm } from "./quick-log/use-log-form";

export default function QuickLog({ isOpen = true, close }: { isOpen?: boolean; close: () => void }) {
  const queries = useQueryClient();
  const line = useRef<HTMLInputElement>(null);
  const [logged, setLogged] = useState<Trade | null>(null);
  const [round, setRound] = useState(0);
  const done = (trade: Trade) => {
    const undo = () =>
      deleteTrade(trade.id).then(
        () => tradesChanged(queries),
        (error: unknown) => say(wordsOf(error), { isError: true }),
      );
    say(`Logged: ${summary(trade)}`, { undo: () => void undo() });
    if (trade.warnings.length === 0) close();
    else setLogged(trade);
  };
  const another = () => {
    setLogged(null);
    setRound(round + 1);
  };
  return (
    <Dialog
      title={logged ? "Logged, and worth a look" : "Log a trade"}
      isOpen={isOpen}
      close={close}
      firstFocus={line}
      wide
    >
      {logged ? (
        <Warnings trade={logged} close={close} another={another} />
      ) : (
        <LogEditor key={round} line={line} done={done} />
      )}
    </Dialog>
  );
}

function summary(trade: Trade): string {
  return `${trade.direction} ${trade.position_size} ${trade.contract} at ${priceIn(trade, trade.entry_price)}`;
}

function LogEditor({
  line,
  done,
}: {
  line: React.RefObject<HTMLInputElement | null>;
  done: (trade: Trade) => void;
}) {
  const log = useLogForm(done);
  const { isSubmitting } = log.form.formState;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void log.submit();
  };
  return (
    <form onSubmit={log.submit} onKeyDown={onKey} noValidate className="grid gap-4" aria-label="Log a trade">
      <div className="grid gap-1.5">
        <label htmlFor="log-line" className="sr-only">
          The trade in one line
        </label>
        <input
          id="log-line"
          ref={line}
          value={log.line}
          onChange={(event) => log.changeLine(event.target.value)}
          placeholder="long ES 4500.25 stop 4490 target 4520 x2"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby="log-line-hint"
          className="min-h-12 w-full rounded-md border border-line bg-ground px-3 font-mono text-lg"
        />
        <p
          id="log-line-hint"
          className="text-xs text-muted"
          role={log.read.unread.length ? "status" : undefined}
        >
          {log.read.unread.length ? (
            <>
              Not understood: <span className="font-mono text-fire">{log.read.unread.join(" ")}</span>. It is
              not logged; put it behind &ldquo;note&rdquo; to keep it.
            </>
          ) : (
            "Also: at 9:31, yesterday, out 4510, setup breakout, #tag, felt calm, fees 4.2, note \u2026"
          )}
        </p>
      </div>
      <LogFields log={log} />
      {log.problem && (
        <p role="alert" className="text-loss">
          {log.problem}
        </p>
      )}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
        <Button kind="primary" type="submit" isBusy={isSubmitting} shortcut="Enter">
          Log it
        </Button>
      </div>
    </form>
  );
}

function Warnings({ trade, close, another }: { trade: Trade; close: () => void; another: () => void }) {
  return (
    <div className="grid gap-4">
      <p className="figures">{summary(trade)} is logged as you wrote it.</p>
      <ul className="grid gap-2">
        {trade.warnings.map(({ code, field, message }) => (
          <li key={code + field} className="rounded-md border border-fire/60 px-3 py-2 text-sm">
            {message}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="quiet" onClick={another}>
          Log another
        </Button>
        <Link
          to="/trades/$tradeId"
          params={{ tradeId: trade.id }}
          search={{}}
          onClick={close}
          className="inline-flex min-h-8 items-center rounded-md border border-line bg-raised px-3 font-medium hover:border-muted pointer-coarse:min-h-11"
        >
          Open it to correct
        </Link>
        <Button kind="primary" onClick={close}>
          It is right
        </Button>
      </div>
    </div>
  );
}
