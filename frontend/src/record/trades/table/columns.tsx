// The columns of the table of trades.
import { columnVisibilityFeature, createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { Money, Numeral, RResult } from "@/ui/figures";
import { duration, moment, NOTHING, named } from "@/ui/format";
import type { Trade, TradeSort } from "../queries";
import { DirectionMark, PriceFigure, TradeResult } from "../trade-figures";

export interface ColumnMeta {
  /** Width in pixels. */
  width: number;
  /** The part of what is left that it takes. */
  grows?: number;
  isRight?: boolean;
  /** Sorted by the API: the name with its latest or largest first. */
  sort?: Extract<TradeSort, `-${string}`>;
  isHidden?: boolean;
}

export interface TradeColumn extends ColumnMeta {
  id: string;
  header: string;
  cell: (trade: Trade, names: Names) => ReactNode;
}

/** Names of what a trade has only an id of. */
export interface Names {
  account(id: string): string;
  strategy(id: string): string;
}

function words(value: string | null): ReactNode {
  return value ? <span className="truncate">{value}</span> : <Quiet>{NOTHING}</Quiet>;
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="text-muted">{children}</span>;
}

const figures = (node: ReactNode) => <span className="figures text-secondary">{node}</span>;

export const COLUMNS: readonly TradeColumn[] = [
  {
    id: "direction",
    header: "Side",
    width: 76,
    sort: "-direction",
    cell: (t) => <DirectionMark direction={t.direction} />,
  },
  {
    id: "entry_time",
    header: "Entered",
    width: 142,
    sort: "-entry_time",
    cell: (t) => figures(moment(t.entry_time)),
  },
  {
    id: "exit_time",
    header: "Exited",
    width: 150,
    sort: "-exit_time",
    isHidden: true,
    cell: (t) => (t.exit_time ? figures(moment(t.exit_time)) : <Quiet>{NOTHING}</Quiet>),
  },
  {
    id: "size",
    header: "Size",
    width: 72,
    isRight: true,
    sort: "-position_size",
    cell: (t) => <Numeral value={t.position_size} />,
  },
  price("entry_price", "Entry"),
  price("initial_stop_price", "First stop", true),
  price("stop_price", "Stop"),
  price("target_price", "Target", true),
  price("exit_price", "Exit"),
  {
    id: "result",
    header: "Result",
    width: 128,
    isRight: true,
    sort: "-pnl",
    cell: (t) => <TradeResult trade={t} />,
  },
  {
    id: "r",
    header: "R",
    width: 84,
    isRight: true,
    sort: "-r_multiple",
    cell: (t) => <RResult value={t.r_multiple} />,
  },
  {
    id: "risk",
    header: "Risk",
    width: 120,
    isRight: true,
    sort: "-risk_amount",
    isHidden: true,
    cell: (t) => <Money value={t.risk_amount} currency={t.currency} />,
  },
  {
    id: "fees",
    header: "Fees",
    width: 110,
    isRight: true,
    isHidden: true,
    cell: (t) => <Money value={t.fees} currency={t.currency} />,
  },
  {
    id: "held",
    header: "Held",
    width: 92,
    isRight: true,
    sort: "-hold_seconds",
    isHidden: true,
    cell: (t) => (t.hold_seconds === null ? <Quiet>{NOTHING}</Quiet> : figures(duration(t.hold_seconds))),
  },
  { id: "setup", header: "Setup", width: 130, grows: 1, sort: "-setup", cell: (t) => words(t.setup) },
  {
    id: "strategy",
    header: "Strategy",
    width: 130,
    isHidden: true,
    cell: (t, names) => words(t.strategy_id && names.strategy(t.strategy_id)),
  },
  {
    id: "account",
    header: "Account",
    width: 110,
    isHidden: true,
    cell: (t, names) => words(names.account(t.account_id)),
  },
  {
    id: "tags",
    header: "Tags",
    width: 120,
    isHidden: true,
    grows: 1,
    cell: (t) => words(t.pattern_tags.map((tag) => `#${tag}`).join(" ")),
  },
  {
    id: "feeling",
    header: "Feeling",
    width: 100,
    isHidden: true,
    sort: "-emotional_state",
    cell: (t) => words(t.emotional_state),
  },
  {
    id: "plan",
    header: "Plan",
    width: 96,
    cell: (t) => (t.plan_match === "unplanned" ? <Quiet>Unplanned</Quiet> : named(t.plan_match)),
  },
  {
    id: "score",
    header: "Plan kept",
    width: 84,
    isRight: true,
    sort: "-plan_adherence_score",
    isHidden: true,
    cell: (t) => <Numeral value={t.plan_adherence_score} />,
  },
  { id: "kind", header: "Kind", width: 84, isHidden: true, cell: (t) => named(t.trade_type) },
];

function price(
  field: "entry_price" | "exit_price" | "stop_price" | "target_price" | "initial_stop_price",
  header: string,
  isHidden = false,
): TradeColumn {
  const cell = (trade: Trade) => <PriceFigure of={trade} value={trade[field]} />;
  return { id: field, header, width: 92, isRight: true, isHidden, cell };
}

export const features = tableFeatures({ columnVisibilityFeature });
const helper = createColumnHelper<typeof features, Trade>();

export const COLUMN_BY_ID: ReadonlyMap<string, TradeColumn> = new Map(COLUMNS.map((one) => [one.id, one]));

/** The same for TanStack Table, which keeps their order and which of them are shown. */
export const tableColumns = helper.columns(
  COLUMNS.map(({ id, header }) => helper.display({ id, header, cell: () => null })),
);

/** Which columns are shown: as the trader has chosen, else as the app begins; R once where results are in R. */
export function shownColumns(
  chosen: Readonly<Record<string, boolean>>,
  unit: string,
): Record<string, boolean> {
  const shown = COLUMNS.map(({ id, isHidden }) => [id, chosen[id] ?? !isHidden] as const);
  return { ...Object.fromEntries(shown), ...(unit === "r" ? { r: false } : {}) };
}
