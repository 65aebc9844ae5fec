// Limits for tests: none at all but for those that are named.
import type { Limits } from "./queries";

type Loss = NonNullable<Limits["daily_loss"]>;

export function limits(named: Partial<Limits>): Limits {
  return {
    caution_at_percent: 75,
    cooling_off_after_losses: 1,
    cooling_off_minutes: null,
    correlated_risk: null,
    daily_loss: null,
    instruments: null,
    losses_in_a_row: null,
    minimum_risk_reward: null,
    news: [],
    open_positions: null,
    open_risk: null,
    plan_required: false,
    position_size: {},
    risk_per_trade: null,
    sessions: null,
    stop_required: false,
    trades_per_day: null,
    warn_only: [],
    weekly_loss: null,
    ...named,
  };
}

export function loss(named: Partial<Loss>): Loss {
  return { amount: null, percent: null, r: null, ...named };
}
