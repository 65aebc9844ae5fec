// What may be said differently later: setup, strategy, account, feeling, tags, notes.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { accounts, strategies } from "@/record/filters/choices";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { NOTHING } from "@/ui/format";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";
import { changeTrade } from "../changes";
import { type Trade, tradesChanged } from "../queries";
import { ChangedElsewhere, changedElsewhere, FIELDS, type Values } from "./changed-elsewhere";

export function DetailsCard({ trade, edit }: { trade: Trade; edit: () => void }) {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  const strategy = playbooks?.find(({ id }) => id === trade.strategy_id)?.name;
  return (
    <Card
      title="Details"
      actions={
        <Button kind="quiet" className="text-sm" onClick={edit} shortcut="e">
          Edit
        </Button>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        <Row name="Setup">{trade.setup}</Row>
        <Row name="Strategy">{strategy}</Row>
        <Row name="Account">{known?.find(({ id }) => id === trade.account_id)?.name}</Row>
        <Row name="Feeling">{trade.emotional_state}</Row>
        <Row name="Tags">
          {trade.pattern_tags.length > 0 && (
            <span className="flex flex-wrap justify-end gap-1">
              {trade.pattern_tags.map((tag) => (
                <Link
                  key={tag}
                  to="/trades"
                  search={{ tag }}
                  className="rounded bg-raised px-1.5 hover:underline"
                >
                  #{tag}
                </Link>
              ))}
            </span>
          )}
        </Row>
        {trade.idea_id && (
          <Row name="Rolled">
            <Link to="/trades" search={{ idea_id: trade.idea_id }} className="text-primary underline">
              All of this idea
            </Link>
          </Row>
        )}
        {trade.conversation_id && (
          <Row name="Told in">
            <Link
              to="/coach/$conversationId"
              params={{ conversationId: trade.conversation_id }}
              search={{ message: trade.message_id ?? undefined }}
              className="text-primary underline"
            >
              The conversation
            </Link>
          </Row>
        )}
      </dl>
      {trade.notes && <p className="border-t border-line pt-3 text-sm whitespace-pre-wrap">{trade.notes}</p>}
    </Card>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right">{children || <span className="text-muted">{NOTHING}</span>}</dd>
    </>
  );
}

export function DetailsDialog({ trade, close }: { trade: Trade; close: () => void }) {
  const queries = useQueryClient();
  const { data: known = [] } = useQuery(accounts());
  const { data: playbooks = [] } = useQuery(strategies());
  const [problem, setProblem] = useState<string | null>(null);
  const [seen, see] = useState(trade);
  const [theirs, setTheirs] = useState<Trade | null>(null);
  const { register, handleSubmit, setError, formState, setValue, watch } = useForm<Values>({
    defaultValues: valuesOf(trade),
  });
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    try {
      await changeTrade(trade.id, requestOf(values), seen.version);
      await tradesChanged(queries);
      close();
      say("Saved", { undo: () => void restore() });
    } catch (error) {
      const current = changedElsewhere(error);
      if (current) return setTheirs(current);
      setProblem(showRefusal(error, setError, FIELDS));
    }
  });
  const restore = async () => {
    await changeTrade(trade.id, requestOf(valuesOf(trade)));
    await tradesChanged(queries);
  };
  const { errors, isSubmitting } = formState;
  return (
    <Dialog title={`${trade.contract}: details`} isOpen close={close}>
      <form onSubmit={submit} noValidate className="grid grid-cols-2 items-start gap-3" aria-label="Details">
        <TextField label="Setup" error={errors.setup?.message} {...register("setup")} />
        <SelectField
          label="Strategy"
          options={[["", "None"], ...playbooks.map(({ id, name }) => [id, name] as const)]}
          error={errors.strategy_id?.message}
          {...register("strategy_id")}
        />
        <SelectField
          label="Account"
          options={known.map(({ id, name }) => [id, name])}
          error={errors.account_id?.message}
          {...register("account_id")}
        />
        <TextField label="Feeling" error={errors.emotional_state?.message} {...register("emotional_state")} />
        <div className="col-span-2">
          <TextField
            label="Tags"
            hint="With commas"
            error={errors.pattern_tags?.message}
            {...register("pattern_tags")}
          />
        </div>
        <div className="col-span-2">
          <TextArea label="Notes" rows={5} error={errors.notes?.message} {...register("notes")} />
        </div>
        {theirs && (
          <ChangedElsewhere
            mine={watch()}
            theirs={valuesOf(theirs)}
            take={(field) => setValue(field, valuesOf(theirs)[field])}
            saveMine={() => {
              see(theirs);
              setTheirs(null);
            }}
          />
        )}
        {problem && (
          <p role="alert" className="col-span-2 text-loss">
            {problem}
          </p>
        )}
        <div className="col-span-2 flex justify-end gap-2">
          <Button onClick={close}>Leave it</Button>
          <Button kind="primary" type="submit" isBusy={isSubmitting} disabled={theirs !== null}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function valuesOf(trade: Trade): Values {
  return {
    setup: trade.setup ?? "",
    strategy_id: trade.strategy_id ?? "",
    account_id: trade.account_id,
    emotional_state: trade.emotional_state ?? "",
    pattern_tags: trade.pattern_tags.join(", "),
    notes: trade.notes ?? "",
  };
}

function requestOf(values: Values): Parameters<typeof changeTrade>[1] {
  return {
    setup: values.setup || null,
    strategy_id: values.strategy_id || null,
    account_id: values.account_id || undefined,
    emotional_state: values.emotional_state || null,
    pattern_tags: values.pattern_tags
      .split(",")
      .map((tag) => tag.trim().replace(/^#/, ""))
      .filter(Boolean),
    notes: values.notes || null,
  };
}
