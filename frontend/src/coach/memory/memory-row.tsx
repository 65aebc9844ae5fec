// One memory: what it says, where it is from, how sure it is; more behind a press.
import { useState } from "react";
import { Button } from "@/ui/button";
import { moment } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { MemoryView } from "./memory-view";
import type { Memory } from "./queries";
import { freshness, kindWords, sourceWords } from "./words";

interface Actions {
  confirm: () => void;
  correct: () => void;
  forget: () => void;
}

export function MemoryRow({ memory, isSought, ...actions }: { memory: Memory; isSought: boolean } & Actions) {
  const [isOpen, open] = useState(isSought);
  if (memory.status === "forgotten") return <ForgottenRow memory={memory} />;
  return (
    <li
      data-row={memory.id}
      data-found={isSought || undefined}
      className={`border-t border-line first:border-0 ${isSought ? "rounded-md bg-mark ring-2 ring-primary" : ""}`}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
        className="grid min-h-11 w-full grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-0.5 rounded-md px-1 py-2 text-left hover:bg-raised"
      >
        <Icon name={isOpen ? "down" : "right"} className="size-3.5 self-center text-muted" />
        <span className={memory.in_use ? "" : "text-muted"}>{memory.statement}</span>
        <span className="col-start-2 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm text-muted">
          <span className="rounded border border-line px-1.5 text-secondary">{kindWords(memory.kind)}</span>
          {memory.status === "proposed" && (
            <span className="font-medium text-caution">? Waits for your yes</span>
          )}
          <span>{sourceWords(memory)}</span>
          {memory.status === "kept" && <Weight memory={memory} />}
        </span>
      </button>
      {isOpen && (
        <div className="grid gap-3 pt-3 pb-4 pl-2 sm:pl-7">
          <RowActions memory={memory} {...actions} />
          <MemoryView id={memory.id} />
        </div>
      )}
    </li>
  );
}

function Weight({ memory }: { memory: Memory }) {
  return (
    <span className="figures inline-flex items-center gap-2">
      <span className="h-1.5 w-12 overflow-hidden rounded-full bg-raised" aria-hidden="true">
        <span
          className={`block h-full ${memory.in_use ? "bg-primary" : "bg-muted"}`}
          style={{ width: `${Math.round(memory.confidence_now * 100)}%` }}
        />
      </span>
      {freshness(memory)}
    </span>
  );
}

function RowActions({ memory, confirm, correct, forget }: { memory: Memory } & Actions) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={confirm} shortcut="y" kind={memory.status === "proposed" ? "primary" : "plain"}>
        {memory.status === "proposed" ? "Yes, remember it" : "It is so"}
      </Button>
      <Button onClick={correct} shortcut="e">
        Correct
      </Button>
      <Button kind="danger" onClick={forget} shortcut="f">
        Forget
      </Button>
    </div>
  );
}

function ForgottenRow({ memory }: { memory: Memory }) {
  return (
    <li
      data-row={memory.id}
      className="flex min-h-11 items-center gap-3 border-t border-line px-1 text-muted first:border-0"
    >
      <Icon name="trash" className="size-3.5" />
      <span>
        {kindWords(memory.kind)}, forgotten{memory.forgotten_at && ` ${moment(memory.forgotten_at)}`}. The
        words are erased and are not learned again.
      </span>
    </li>
  );
}
