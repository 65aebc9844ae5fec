// The bar above every page of trades: days, what else is filtered, and a chip for each part that can be taken away.
import { Menu } from "@base-ui/react/menu";
import { type ReactNode, useState } from "react";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Icon } from "@/ui/icons";
import { useNameOf } from "./choices";
import { DateControl } from "./date-control";
import { FilterOptions } from "./filter-options";
import { MENU, MENU_ROW, MenuPanel } from "./menu-look";
import {
  type Chip,
  chipsOf,
  type FilterName,
  LABELS,
  OF_TRADES,
  SHARED,
  takesSeveral,
  toggled,
} from "./trade-filter";
import { useFilter } from "./use-filter";

type Kind = keyof typeof LABELS;

const OFFERED: readonly Kind[] = [
  "instrument",
  "direction",
  "status",
  "outcome",
  "setup",
  "strategy_id",
  "tag",
  "emotion",
  "account_id",
  "plan_match",
  "trade_type",
  "weekday",
  "hour",
  "day_of",
  "q",
  "r_from",
  "r_to",
];
const TYPED = new Set<FilterName>(["q", "r_from", "r_to"]);
const ALL: readonly FilterName[] = [...SHARED, ...OF_TRADES];

/** `names` are the parts that the page can be filtered by; `children` stand at the end of the bar. */
export function FilterBar({
  names = ALL,
  hasKey = true,
  children,
}: {
  names?: readonly FilterName[];
  /** Whether `f` opens it: of two bars on a page it can be one. */
  hasKey?: boolean;
  children?: ReactNode;
}) {
  const { filter, change, clear } = useFilter(names);
  const nameOf = useNameOf();
  const [isOpen, open] = useState(false);
  const [asked, ask] = useState<Kind | null>(null);
  useKeys(hasKey ? { f: () => open(true) } : {});
  useOffered(
    hasKey ? [{ id: "filter", words: "Filter", key: "f", group: "This page", run: () => open(true) }] : [],
  );
  const chips = chipsOf(filter, nameOf).filter(({ label }) => label !== "Days");
  const kinds = OFFERED.filter((kind) => names.includes(kind));
  return (
    <search aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <DateControl span={filter} change={({ day_from, day_to }) => change({ day_from, day_to })} />
      <Menu.Root open={isOpen} onOpenChange={open}>
        <Menu.Trigger render={<Button className="text-sm" shortcut={hasKey ? "f" : undefined} />}>
          <Icon name="filter" />
          Filter
        </Menu.Trigger>
        <MenuPanel label="Filter by">
          {kinds.map((kind) => (
            <KindMenu
              key={kind}
              kind={kind}
              chosen={filter[kind]}
              isSeveral={takesSeveral(kind)}
              choose={(value) =>
                change({ [kind]: takesSeveral(kind) ? toggled(filter[kind], value) : value })
              }
              askWord={() => ask(kind)}
            />
          ))}
        </MenuPanel>
      </Menu.Root>
      {chips.map((chip) => (
        <FilterChip
          key={chip.label + chip.names.join()}
          chip={chip}
          remove={() => change(Object.fromEntries(chip.names.map((name) => [name, undefined])))}
        />
      ))}
      {chips.length > 0 && (
        <Button kind="quiet" className="text-sm" onClick={clear}>
          Clear
        </Button>
      )}
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
      {asked && (
        <WordDialog
          kind={asked}
          close={() => ask(null)}
          choose={(word) => {
            change({ [asked]: takesSeveral(asked) ? toggled(filter[asked], word) : word });
            ask(null);
          }}
        />
      )}
    </search>
  );
}

function KindMenu({
  kind,
  chosen,
  isSeveral,
  choose,
  askWord,
}: {
  kind: Kind;
  chosen: string | undefined;
  isSeveral: boolean;
  choose: (value: string) => void;
  askWord: () => void;
}) {
  if (TYPED.has(kind)) {
    return (
      <Menu.Item className={MENU_ROW} onClick={askWord}>
        {LABELS[kind]}&hellip;
      </Menu.Item>
    );
  }
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={MENU_ROW}>
        <span className="flex-1">{LABELS[kind]}</span>
        <Icon name="right" className="size-3.5 text-muted" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={2} alignOffset={-4} className="z-50 outline-none">
          <Menu.Popup aria-label={LABELS[kind]} className={MENU}>
            <FilterOptions
              name={kind}
              chosen={chosen}
              isSeveral={isSeveral}
              choose={choose}
              askWord={askWord}
            />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}

function FilterChip({ chip, remove }: { chip: Chip; remove: () => void }) {
  return (
    <span className="inline-flex min-h-8 items-center rounded-md border border-line bg-mark pl-2.5 text-sm pointer-coarse:min-h-11">
      <span className="text-secondary">{chip.label}</span>
      <span className="ml-1.5 font-medium">{chip.words}</span>
      <button
        type="button"
        aria-label={`Take away ${chip.label}: ${chip.words}`}
        onClick={remove}
        className="ml-1 grid size-8 place-items-center rounded-md text-muted hover:text-text pointer-coarse:size-11"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </span>
  );
}

function WordDialog({
  kind,
  close,
  choose,
}: {
  kind: Kind;
  close: () => void;
  choose: (word: string) => void;
}) {
  const [word, setWord] = useState("");
  return (
    <Dialog title={`Filter by ${LABELS[kind].toLowerCase()}`} isOpen close={close}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (word.trim()) choose(word.trim());
        }}
      >
        <TextField
          label={LABELS[kind]}
          hint="Found in any case."
          value={word}
          onChange={(event) => setWord(event.target.value)}
        />
        <Button type="submit" kind="primary" className="justify-self-end">
          Show these trades
        </Button>
      </form>
    </Dialog>
  );
}
