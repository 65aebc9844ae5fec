// The state of the line and of its fields: the line fills what the trader has not changed by hand.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { newId } from "@/api/client";
import { keepDraft, readDraft } from "@/live/local-database";
import { useLayer } from "@/shell/layer";
import { useUser } from "@/shell/session";
import { showRefusal } from "@/ui/form-errors";
import { logTrade } from "../changes";
import { type Trade, tradesChanged } from "../queries";
import { EMPTY, FIELDS, type LogValues, requestOf, valuesOf } from "./log-form";
import { type LoggedLine, readLine } from "./log-line";

const PLACE = "quick-log";
const KEEP_AFTER_MILLISECONDS = 300;

export function useLogForm(done: (trade: Trade) => void) {
  const { timezone: zone } = useUser();
  const queries = useQueryClient();
  const form = useForm<LogValues>({ defaultValues: EMPTY });
  const [line, setLine] = useState("");
  const [read, setRead] = useState<LoggedLine>({ unread: [] });
  const [problem, setProblem] = useState<string | null>(null);
  const byHand = useRef(new Set<keyof LogValues>());
  const sent = useRef({ values: "", request: requestOf(EMPTY, { now: new Date(), zone }), key: "" });

  const changeLine = (text: string) => {
    setLine(text);
    const told = readLine(text);
    setRead(told);
    const values = valuesOf(told, { now: new Date(), zone });
    for (const field of FIELDS) {
      if (byHand.current.has(field) || ["account_id", "strategy_id", "trade_type"].includes(field)) continue;
      form.setValue(field, values[field]);
    }
    form.clearErrors();
  };
  useKeptLine(line, changeLine);

  /** A field as the form knows it; one that is emptied follows the line again. */
  const field = (name: keyof LogValues) =>
    form.register(name, {
      onChange: ({ target }: { target: { value: string } }) => {
        if (target.value === "") byHand.current.delete(name);
        else byHand.current.add(name);
      },
    });

  const set = (name: keyof LogValues, value: string) => {
    byHand.current.add(name);
    form.setValue(name, value);
    form.clearErrors(name);
  };

  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    const text = JSON.stringify(values);
    if (sent.current.values !== text) {
      sent.current = { values: text, request: requestOf(values, { now: new Date(), zone }), key: newId() };
    }
    try {
      const trade = await logTrade(sent.current.request, sent.current.key);
      await keepDraft(PLACE, { words: "", files: [] }).catch(() => undefined);
      void tradesChanged(queries);
      done(trade);
    } catch (error) {
      setProblem(showRefusal(error, form.setError, FIELDS));
    }
  });

  return { form, line, read, changeLine, field, set, submit, problem, zone };
}

export type LogForm = ReturnType<typeof useLogForm>;

/** What was typed and not logged is there again when the line is opened anew. */
function useKeptLine(line: string, change: (text: string) => void): void {
  const isRead = useRef(false);
  const begin = useRef(change);
  begin.current = change;
  useEffect(() => {
    const { words } = useLayer.getState();
    if (words) {
      isRead.current = true;
      begin.current(words);
      return;
    }
    readDraft(PLACE)
      .then((draft) => draft?.words && begin.current(draft.words))
      .catch(() => undefined)
      .finally(() => {
        isRead.current = true;
      });
  }, []);
  useEffect(() => {
    if (!isRead.current) return;
    const timer = setTimeout(
      () => void keepDraft(PLACE, { words: line, files: [] }).catch(() => undefined),
      KEEP_AFTER_MILLISECONDS,
    );
    return () => clearTimeout(timer);
  }, [line]);
}
