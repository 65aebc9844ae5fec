// The form that writes a new version of the rulebook.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Refused } from "@/api/problem";
import { useChangedElsewhere } from "@/live/changes";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ElsewhereNote } from "@/ui/elsewhere-note";
import { CheckField, TextField } from "@/ui/field";
import { showRefusal } from "@/ui/form-errors";
import { day } from "@/ui/format";
import { say } from "@/ui/toast";
import { type LimitValues, limitsOf, valuesOf } from "./limits-fields";
import { PreviewPart } from "./preview-part";
import { type Limits, rulebook, writeRulebook } from "./queries";

const AMOUNT = "2% of the account, 3R, or money as 500.";
const PRESETS: readonly (readonly [string, Partial<LimitValues>])[] = [
  [
    "Careful",
    {
      risk_per_trade: "0.5%",
      daily_loss: "1.5%",
      trades_per_day: "3",
      losses_in_a_row: "2",
      stop_required: true,
    },
  ],
  [
    "Usual",
    {
      risk_per_trade: "1%",
      daily_loss: "3%",
      weekly_loss: "6%",
      trades_per_day: "5",
      losses_in_a_row: "3",
      cooling_off_minutes: "15",
    },
  ],
  [
    "Prop firm",
    {
      risk_per_trade: "0.5%",
      daily_loss: "2%",
      open_risk: "1%",
      losses_in_a_row: "2",
      stop_required: true,
      plan_required: true,
    },
  ],
];

/** The fields of the server's refusals by those of the form: `limits.daily_loss.percent` stands at `daily_loss`. */
function fieldOf(path: string): string {
  const [, name = ""] = path.split(".");
  return name === "position_size" ? "largest_sizes" : name;
}

export function LimitsForm({
  before,
  version,
  close,
}: {
  before: Limits | null;
  version: number;
  close: () => void;
}) {
  const queries = useQueryClient();
  const elsewhere = useChangedElsewhere("rulebook", null);
  const [from, setFrom] = useState(version);
  const [problem, setProblem] = useState<string | null>(null);
  const { register, handleSubmit, setError, reset, getValues, formState } = useForm<LimitValues>({
    defaultValues: valuesOf(before),
  });
  const submit = handleSubmit(async (values) => {
    setProblem(null);
    try {
      const written = await writeRulebook(
        { limits: limitsOf(values, before), note: values.note || null },
        from,
      );
      say(`Written. It holds from ${day(written.effective_day)}.`);
      close();
    } catch (error) {
      if (error instanceof Refused && error.code === "version.stale") return elsewhere.notice();
      setProblem(showRefusal(error, setError, Object.keys(valuesOf(null)), fieldOf));
    }
  });
  const look = async () => {
    const now = await queries.fetchQuery({ ...rulebook(), staleTime: 0 });
    const latest = now.upcoming ?? now.current;
    reset(valuesOf(latest?.limits ?? null));
    setFrom(now.version);
    elsewhere.settle();
  };
  const { errors, isSubmitting } = formState;
  const text = (name: keyof LimitValues) => ({ ...register(name), error: errors[name]?.message });
  return (
    <Dialog
      title="Write the rulebook"
      description="What becomes tighter can hold at once; what becomes looser holds from the next day on."
      isOpen
      close={close}
      wide
    >
      {before === null && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">Begin with</span>
          {PRESETS.map(([name, values]) => (
            <Button key={name} onClick={() => reset({ ...getValues(), ...values })}>
              {name}
            </Button>
          ))}
        </div>
      )}
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" aria-label="Rulebook">
        <ElsewhereNote isShown={elsewhere.isChanged} what="The rulebook" look={() => void look()} />
        <TextField label="Most at risk in a trade" hint={AMOUNT} {...text("risk_per_trade")} />
        <TextField label="The day is over at a loss of" hint={AMOUNT} {...text("daily_loss")} />
        <TextField label="The week is over at a loss of" hint={AMOUNT} {...text("weekly_loss")} />
        <TextField label="Trades a day" inputMode="numeric" {...text("trades_per_day")} />
        <TextField
          label="Losses in a row that end the day"
          inputMode="numeric"
          {...text("losses_in_a_row")}
        />
        <TextField label="Open positions" inputMode="numeric" {...text("open_positions")} />
        <TextField label="Minutes of pause" inputMode="numeric" {...text("cooling_off_minutes")} />
        <TextField
          label="after so many losses in a row"
          inputMode="numeric"
          {...text("cooling_off_after_losses")}
        />
        <TextField label="Most at risk in all open positions" hint={AMOUNT} {...text("open_risk")} />
        <TextField
          label="Least reward for the risk"
          inputMode="decimal"
          hint="2 is two to one."
          {...text("minimum_risk_reward")}
        />
        <TextField label="Only these markets" hint="As ES, NQ; empty for all." {...text("instruments")} />
        <TextField
          label="Largest sizes"
          hint="As ES 2, NQ 1, * 5 for any other."
          {...text("largest_sizes")}
        />
        <CheckField label="No trade without a stop" {...register("stop_required")} />
        <CheckField label="No trade without a plan" {...register("plan_required")} />
        <TextField label="A note to yourself" {...text("note")} />
        <PreviewPart limits={() => limitsOf(getValues(), before)} />
        {problem && (
          <p role="alert" className="text-loss sm:col-span-full">
            {problem}
          </p>
        )}
        <div className="flex justify-end gap-2 sm:col-span-full">
          <Button onClick={close}>Leave it</Button>
          <Button kind="primary" type="submit" isBusy={isSubmitting}>
            Write it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
