// Who the trader is: zone, currency, account size and usual risk; and the ways out.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { api, contentOf } from "@/api/client";
import type { User } from "@/api/sign-in";
import { useChangedElsewhere } from "@/live/changes";
import { leave } from "@/shell/leave";
import { useSession } from "@/shell/session";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/dialog";
import { ElsewhereNote } from "@/ui/elsewhere-note";
import { SelectField, TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { formatFor } from "@/ui/format";
import { Card } from "@/ui/page";
import { say } from "@/ui/toast";

const FIELDS = ["timezone", "base_currency", "account_size", "risk_per_trade_percent"];

interface Values {
  timezone: string;
  base_currency: string;
  account_size: string;
  risk_per_trade_percent: string;
}

export function ProfilePart() {
  return (
    <>
      <ProfileForm />
      <SignOutCard />
    </>
  );
}

function ProfileForm() {
  const { user, change } = useSession();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, reset, formState } = useForm<Values>({
    defaultValues: valuesOf(user),
  });
  const { dirtyFields } = formState;
  const elsewhere = useChangedElsewhere("settings", null);
  const look = async () => {
    const now = await contentOf(api.GET("/api/auth/me"));
    formatFor({ zone: now.timezone, currency: now.base_currency });
    change(now);
    reset(valuesOf(now), { keepDirtyValues: true });
    elsewhere.settle();
  };
  const lookOnce = useRef(look);
  useEffect(() => {
    lookOnce.current().catch(() => undefined); // the coach may have been told another size; what is shown stays usable
  }, []);
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    const body = {
      ...(dirtyFields.timezone && { timezone: values.timezone }),
      ...(dirtyFields.base_currency && { base_currency: values.base_currency.toUpperCase() }),
      ...(dirtyFields.account_size && { account_size: values.account_size || null }),
      ...(dirtyFields.risk_per_trade_percent && {
        risk_per_trade_percent: values.risk_per_trade_percent || null,
      }),
    }; // what was not touched here may have been changed elsewhere
    try {
      const changed = await contentOf(api.PATCH("/api/auth/me", { body }));
      formatFor({ zone: changed.timezone, currency: changed.base_currency });
      change(changed);
      reset(valuesOf(changed));
      await queries.invalidateQueries();
      say("Saved.");
    } catch (error) {
      setProblem(showRefusal(error, setError, FIELDS));
    }
  });
  const { errors, isSubmitting } = formState;
  return (
    <Card title="Profile">
      <p className="text-secondary">
        {user.username}, {user.email}
      </p>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2" aria-label="Profile">
        <ElsewhereNote isShown={elsewhere.isChanged} what="A setting" look={() => void look()} />
        <SelectField
          label="Time zone"
          options={zones(user.timezone)}
          error={errors.timezone?.message}
          hint="Days, hours and reports follow it."
          {...register("timezone")}
        />
        <TextField
          label="Currency of the record"
          error={errors.base_currency?.message}
          hint="Three letters, as USD."
          {...register("base_currency")}
        />
        <TextField
          label="Account size"
          inputMode="decimal"
          error={errors.account_size?.message}
          hint="What percentages of risk are of."
          {...register("account_size")}
        />
        <TextField
          label="Usual risk a trade, in percent"
          inputMode="decimal"
          error={errors.risk_per_trade_percent?.message}
          {...register("risk_per_trade_percent")}
        />
        {problem && (
          <p role="alert" className="text-loss sm:col-span-2">
            {problem}
          </p>
        )}
        <Button kind="primary" type="submit" isBusy={isSubmitting} className="justify-self-start">
          Save
        </Button>
      </form>
    </Card>
  );
}

function valuesOf(user: User): Values {
  return {
    timezone: user.timezone,
    base_currency: user.base_currency,
    account_size: user.account_size ?? "",
    risk_per_trade_percent: user.risk_per_trade_percent ?? "",
  };
}

function zones(current: string): [string, string][] {
  const known = new Set([current, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...known].sort().map((zone) => [zone, zone.replaceAll("_", " ")]);
}

function SignOutCard() {
  const leaveEverywhere = async () => {
    await contentOf(api.POST("/api/auth/logout-everywhere"));
    await leave();
  };
  return (
    <Card title="Sign out">
      <p className="text-secondary">What you typed and did not send goes from this browser.</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void leave()}>Sign out here</Button>
        <ConfirmButton question="Sign out on every device?" yes="Sign out everywhere" work={leaveEverywhere}>
          Sign out everywhere
        </ConfirmButton>
      </div>
    </Card>
  );
}
