// The accounts that trades are made on: their currency, their matching, and what was paid in and out.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, contentOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { type Account, accountMovements, tradingAccounts } from "@/record/trades/accounts";
import { Button } from "@/ui/button";
import { ConfirmButton, Dialog } from "@/ui/dialog";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { Money, Result } from "@/ui/figures";
import { showRefusal } from "@/ui/form-errors";
import { moment, named } from "@/ui/format";
import { Card, EmptyState, Loading } from "@/ui/page";
import { say } from "@/ui/toast";

const KINDS = [
  ["broker", "At a broker"],
  ["paper", "Paper"],
  ["prop", "At a prop firm"],
] as const;
const MATCHING = [
  ["fifo", "First in, first out"],
  ["weighted_average", "At the average price"],
] as const;
const MOVEMENTS = [
  ["deposit", "Paid in"],
  ["withdrawal", "Paid out"],
  ["adjustment", "Adjustment"],
] as const;

function useAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["accounts"] });
}

export function BrokerAccountsPart() {
  const query = useQuery(tradingAccounts());
  const [isAdding, add] = useState(false);
  return (
    <Card
      title="Trading accounts"
      actions={
        <Button kind="primary" onClick={() => add(true)}>
          Add an account
        </Button>
      }
    >
      <Loading query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No account yet">
              <p>The first trade makes one. Drawdown and percentages need to know what was paid in.</p>
            </EmptyState>
          ) : (
            <ul className="grid gap-4">
              {items.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </ul>
          )
        }
      </Loading>
      {isAdding && <AddAccount close={() => add(false)} />}
    </Card>
  );
}

function AccountRow({ account }: { account: Account }) {
  const again = useAgain();
  const [isMoving, move] = useState(false);
  const params = { path: { account_id: account.id } };
  const change = useMutation({
    mutationFn: (body: { archived?: boolean; is_default?: boolean }) =>
      contentOf(api.PATCH("/api/trading/accounts/{account_id}", { params, body })),
    onError: (error) => say(wordsOf(error), { isError: true }),
    onSettled: again,
  });
  const { currency } = account;
  return (
    <li className="grid gap-2 border-t border-line pt-3 first:border-0 first:pt-0">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="font-medium">{account.name}</h3>
        <span className="text-sm text-muted">
          {named(account.kind)}, {currency}
          {account.is_default && ", used where none is named"}
          {account.archived && ", archived"}
        </span>
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        <Figure name="Balance">
          <Money value={account.balance} currency={currency} />
        </Figure>
        <Figure name="Paid in">
          <Money value={account.paid_in} currency={currency} />
        </Figure>
        <Figure name="Result">
          <Result value={account.net_result} currency={currency} />
        </Figure>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => move(true)}>Money in and out</Button>
        {!account.is_default && !account.archived && (
          <Button onClick={() => change.mutate({ is_default: true })}>Use where none is named</Button>
        )}
        {!account.is_default && (
          <Button onClick={() => change.mutate({ archived: !account.archived })}>
            {account.archived ? "Take back" : "Archive"}
          </Button>
        )}
      </div>
      {isMoving && <MovementsDialog account={account} close={() => move(false)} />}
    </li>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex gap-2">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const NEW = {
  name: "",
  kind: "broker" as const,
  currency: "USD",
  matching: "fifo" as const,
  opening_balance: "",
  is_default: false,
};

function AddAccount({ close }: { close: () => void }) {
  const again = useAgain();
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, formState } = useForm<{
    name: string;
    kind: "broker" | "paper" | "prop";
    currency: string;
    matching: "fifo" | "weighted_average";
    opening_balance: string;
    is_default: boolean;
  }>({ defaultValues: NEW });
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    const body = {
      ...values,
      currency: values.currency.toUpperCase(),
      opening_balance: values.opening_balance || null,
    };
    try {
      await contentOf(api.POST("/api/trading/accounts", { body }));
      await again();
      close();
    } catch (error) {
      setProblem(showRefusal(error, setError, Object.keys(NEW)));
    }
  });
  const { errors, isSubmitting } = formState;
  return (
    <Dialog title="Add an account" isOpen close={close}>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2" aria-label="Add an account">
        <TextField label="Name" error={errors.name?.message} {...register("name")} />
        <SelectField label="Kind" options={KINDS} {...register("kind")} />
        <TextField label="Currency" error={errors.currency?.message} {...register("currency")} />
        <TextField
          label="Balance at the beginning"
          inputMode="decimal"
          error={errors.opening_balance?.message}
          {...register("opening_balance")}
        />
        <SelectField label="An exit closes" options={MATCHING} {...register("matching")} />
        <CheckField label="Use it where none is named" {...register("is_default")} />
        {problem && (
          <p role="alert" className="text-loss sm:col-span-2">
            {problem}
          </p>
        )}
        <Button kind="primary" type="submit" isBusy={isSubmitting} className="sm:col-span-2">
          Add
        </Button>
      </form>
    </Dialog>
  );
}

function MovementsDialog({ account, close }: { account: Account; close: () => void }) {
  const query = useQuery(accountMovements(account.id));
  const again = useAgain();
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, reset, formState } = useForm<{
    kind: "deposit" | "withdrawal" | "adjustment";
    amount: string;
    note: string;
  }>({
    defaultValues: { kind: "deposit", amount: "", note: "" },
  });
  const params = { path: { account_id: account.id } };
  const submit = handleSubmit(async ({ kind, amount, note }) => {
    setProblem(null);
    try {
      const body = { kind, amount, note: note || null };
      await contentOf(api.POST("/api/trading/accounts/{account_id}/movements", { params, body }));
      reset();
      await again();
    } catch (error) {
      setProblem(showRefusal(error, setError, ["kind", "amount", "note"]));
    }
  });
  const remove = async (id: string) => {
    const path = { account_id: account.id, movement_id: id };
    await contentOf(
      api.DELETE("/api/trading/accounts/{account_id}/movements/{movement_id}", { params: { path } }),
    ).catch((error) => say(wordsOf(error), { isError: true }));
    await again();
  };
  const { errors, isSubmitting } = formState;
  return (
    <Dialog title={`Money in and out of ${account.name}`} isOpen close={close}>
      <Loading query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">Nothing was paid in or out yet.</p>
          ) : (
            <ul>
              {items.map((movement) => (
                <li
                  key={movement.id}
                  className="flex min-h-10 flex-wrap items-center gap-3 border-t border-line first:border-0"
                >
                  <span className="flex-1">
                    {MOVEMENTS.find(([name]) => name === movement.kind)?.[1]}
                    {movement.note && <span className="text-muted"> {movement.note}</span>}
                  </span>
                  <Money value={movement.amount} currency={account.currency} />
                  <time dateTime={movement.moment} className="text-sm text-muted">
                    {moment(movement.moment)}
                  </time>
                  <ConfirmButton
                    question="Take this movement away?"
                    yes="Take it away"
                    work={() => remove(movement.id)}
                  >
                    Remove
                  </ConfirmButton>
                </li>
              ))}
            </ul>
          )
        }
      </Loading>
      <form
        onSubmit={submit}
        className="grid gap-3 border-t border-line pt-4 sm:grid-cols-3"
        aria-label="Add a movement"
      >
        <SelectField label="Kind" options={MOVEMENTS} error={errors.kind?.message} {...register("kind")} />
        <TextField
          label="Amount"
          inputMode="decimal"
          error={errors.amount?.message}
          {...register("amount")}
        />
        <TextField label="Note" error={errors.note?.message} {...register("note")} />
        {problem && (
          <p role="alert" className="text-loss sm:col-span-3">
            {problem}
          </p>
        )}
        <Button kind="primary" type="submit" isBusy={isSubmitting} className="sm:col-span-3">
          Write it down
        </Button>
      </form>
    </Dialog>
  );
}
