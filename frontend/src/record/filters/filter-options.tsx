// The values that one part of a filter can have.
import { Menu } from "@base-ui/react/menu";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { accounts, loadedWords, strategies, usedWords } from "./choices";
import { MENU_ROW, MenuRow } from "./menu-look";
import { type FilterName, valuesOf } from "./trade-filter";

type Option = readonly [value: string, words: string];

const FIXED: Partial<Record<FilterName, readonly string[]>> = {
  direction: ["long", "short"],
  status: ["open", "closed"],
  outcome: ["win", "loss", "break_even"],
  plan_match: ["planned", "late", "drifted", "unplanned"],
  trade_type: ["real", "training"],
  weekday: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  hour: Array.from({ length: 24 }, (_, hour) => String(hour)),
  day_of: ["entry", "exit", "result"],
};

interface OptionsProps {
  name: FilterName;
  chosen: string | undefined;
  /** Whether several can be chosen: the menu stays open, and a value that is chosen is taken away. */
  isSeveral?: boolean;
  choose: (value: string) => void;
  /** Asks for a word that is in no list. */
  askWord: () => void;
}

export function FilterOptions(props: OptionsProps) {
  const { name } = props;
  const fixed = FIXED[name];
  if (fixed) return <OptionRows {...props} options={fixed.map((value) => [value, named(value)])} />;
  if (name === "account_id") return <AccountOptions {...props} />;
  if (name === "strategy_id") return <StrategyOptions {...props} />;
  return <WordOptions {...props} />;
}

function AccountOptions(props: OptionsProps) {
  const { data } = useQuery(accounts());
  return <OptionRows {...props} options={data?.map(({ id, name }) => [id, name])} />;
}

function StrategyOptions(props: OptionsProps) {
  const { data } = useQuery(strategies());
  return <OptionRows {...props} options={data?.map(({ id, name }) => [id, name])} />;
}

const WORDS = { instrument: "instrument", setup: "setup", tag: "tag", emotion: "emotion" } as const;

function WordOptions(props: OptionsProps) {
  const by = WORDS[props.name as keyof typeof WORDS];
  const loaded = loadedWords(useQueryClient(), by);
  const { data = [] } = useQuery(usedWords(by));
  const options = [...new Set([...data, ...loaded])].map<Option>((word) => [word, word]);
  return (
    <>
      <OptionRows {...props} options={options} />
      <Menu.Separator className="my-1 h-px bg-line" />
      <Menu.Item className={MENU_ROW} onClick={props.askWord}>
        Another one&hellip;
      </Menu.Item>
    </>
  );
}

function OptionRows({
  options,
  chosen,
  choose,
  isSeveral = false,
}: OptionsProps & { options?: readonly Option[] }) {
  if (options === undefined) return <p className="px-2 py-1 text-sm text-muted">Loading</p>;
  if (options.length === 0) return <p className="px-2 py-1 text-sm text-muted">None in your record yet</p>;
  if (isSeveral) {
    const values = new Set(valuesOf(chosen).map((value) => value.toLowerCase()));
    return options.map(([value, words]) => (
      <Menu.CheckboxItem
        key={value}
        className={MENU_ROW}
        checked={values.has(value.toLowerCase())}
        onCheckedChange={() => choose(value)}
        closeOnClick={false}
      >
        <span className="flex-1">{words}</span>
        <Menu.CheckboxItemIndicator>
          <Icon name="check" />
        </Menu.CheckboxItemIndicator>
      </Menu.CheckboxItem>
    ));
  }
  return options.map(([value, words]) => (
    <MenuRow
      key={value}
      words={words}
      isChosen={value.toLowerCase() === chosen?.toLowerCase()}
      choose={() => choose(value)}
    />
  ));
}
