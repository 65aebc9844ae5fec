// A row of the palette: something to do, something that was found, or the way to more of a kind.
import { Key } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { Marked } from "@/ui/marked";
import { withoutMoney } from "@/ui/without-money";
import type { Command } from "./commands";
import { type FoundKind, type FoundThing, KINDS, nameOf, whenOf } from "./found-things";

export type Entry =
  | { readonly what: "command"; readonly id: string; readonly command: Command }
  | { readonly what: "thing"; readonly id: string; readonly thing: FoundThing }
  | { readonly what: "more"; readonly id: string; readonly kind: FoundKind }
  | { readonly what: "back"; readonly id: string };

const LINE = "flex min-h-9 items-center gap-3 pointer-coarse:min-h-11";

export function PaletteRow({ entry }: { entry: Entry }) {
  switch (entry.what) {
    case "command":
      return (
        <span className={LINE}>
          <span className="flex-1">{entry.command.words}</span>
          {entry.command.key && <Key>{entry.command.key}</Key>}
        </span>
      );
    case "thing":
      return <ThingRow thing={entry.thing} />;
    case "more":
      return (
        <span className={`${LINE} text-primary`}>
          <Icon name="down" className="size-3.5" /> More of {KINDS[entry.kind].words.toLowerCase()}
        </span>
      );
    case "back":
      return (
        <span className={`${LINE} text-primary`}>
          <Icon name="left" className="size-3.5" /> All kinds
        </span>
      );
  }
}

function ThingRow({ thing }: { thing: FoundThing }) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  const snippets = thing.snippets.map((snippet) => (hidesMoney ? withoutMoney(snippet) : snippet));
  return (
    <span className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 py-1.5">
      <Icon name={KINDS[thing.kind].icon} className="size-4 self-center text-muted" />
      <span className="truncate">{nameOf(thing)}</span>
      <span className="figures text-xs text-muted">{whenOf(thing)}</span>
      {snippets.length > 0 && (
        <span className="col-span-2 col-start-2 line-clamp-2 text-sm text-secondary">
          <Marked text={snippets.join(" \u2026 ")} />
        </span>
      )}
    </span>
  );
}
