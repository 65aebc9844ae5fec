// The sheet of keys, and the switch that turns single letters off.
import { Key } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField } from "@/ui/field";
import { useLook } from "@/ui/look";
import { useCommands } from "./commands";
import { PLACES } from "./places";

const EVERYWHERE: readonly (readonly [string, string])[] = [
  ["Ctrl K", "Command palette"],
  ["?", "This sheet"],
  ["/", "Search"],
  ["`", "Coach beside the page"],
  ["t", "Log a trade"],
  ["x", "May I? The rulebook's answer to a trade"],
  ["u", "Money, R or percent"],
  ["h", "Hide money"],
  ["j k", "Next, previous row"],
  ["Enter", "Open"],
  ["Esc", "Back, close"],
];

export default function HelpSheet({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const commands = useCommands((state) => state.commands).filter(({ key }) => key);
  const look = useLook();
  return (
    <Dialog title="Keys" isOpen={isOpen} close={close} wide>
      <div className="grid gap-6 sm:grid-cols-2">
        <KeyList title="Everywhere" rows={EVERYWHERE} />
        <KeyList title="Go to" rows={PLACES.map(({ key, words }) => [`g ${key}`, words])} />
        {commands.length > 0 && (
          <KeyList title="On this page" rows={commands.map(({ key, words }) => [key ?? "", words])} />
        )}
      </div>
      <CheckField
        label="Single letters are keys"
        hint="Keys with Ctrl or Cmd always work."
        checked={look.hasSingleKeys}
        onChange={(event) => look.change({ hasSingleKeys: event.target.checked })}
      />
    </Dialog>
  );
}

function KeyList({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {rows.map(([key, words]) => (
          <div key={key + words} className="contents">
            <dt>
              <Key>{key}</Key>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
