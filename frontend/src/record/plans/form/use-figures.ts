// The figures of what is typed, with the terms of its instrument and the sizes that fit what may be lost.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { meaningOf } from "@/record/trades/quick-log/instrument-field";
import { useUser } from "@/shell/session";
import { money, percent } from "@/ui/format";
import { useLook } from "@/ui/look";
import type { PlanValues } from "./plan-fields";
import { figuresOf, isPlain, shareOf, sizeFor } from "./plan-figures";
import { useSettled } from "./settled";

export function entriesOf(values: PlanValues): readonly string[] {
  return values.entry_by === "price" ? [values.entry_price] : [values.entry_zone.low, values.entry_zone.high];
}

export function useFigures(values: PlanValues) {
  const symbol = useSettled(useDeferredValue(values.instrument.trim()));
  const { data, error } = useQuery(meaningOf(symbol));
  const { account_size, risk_per_trade_percent, base_currency } = useUser();
  const hidesMoney = useLook((look) => look.hidesMoney);
  const instrument = symbol === "" || error ? undefined : data?.instrument;
  const lotStep = instrument?.lot_step ?? "1";
  const figures = figuresOf(
    {
      direction: values.direction,
      entries: entriesOf(values),
      stop: values.stop_loss_level,
      targets: values.take_profit_targets,
      size: values.position_size,
      riskAmount: values.risk_amount,
    },
    instrument?.multiplier,
    lotStep,
  );
  const sizes: { words: string; size: string }[] = [];
  const offer = (words: string, size: string | null) => {
    if (size !== null) sizes.push({ words, size });
  };
  const currency = instrument?.currency;
  if (isPlain(values.risk_amount)) {
    offer(
      hidesMoney ? "For that risk" : `For ${money(values.risk_amount, { currency })}`,
      figures.sizeForRisk,
    );
  }
  const isOwnCurrency = currency === base_currency;
  if (account_size && risk_per_trade_percent && isOwnCurrency && figures.riskPerUnit) {
    const amount = shareOf(account_size, risk_per_trade_percent);
    const share = percent(Number(risk_per_trade_percent) / 100, 2);
    offer(`${share} of the account`, sizeFor(amount, figures.riskPerUnit, lotStep));
  }
  return { figures, sizes, currency };
}
