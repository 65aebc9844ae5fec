// The charts of a selection as files, drawn by the server.
import { Menu } from "@base-ui/react/menu";
import { useState } from "react";
import { fileOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { say } from "@/ui/toast";
import type { Selection } from "./selection";

const CHARTS = [
  { name: "equity", words: "Equity curve", isMoney: true },
  { name: "calendar", words: "Calendar of days", isMoney: false }, // squares alone, without figures
  { name: "r-histogram", words: "How often which R", isMoney: false },
] as const;
const FORMATS = ["png", "svg"] as const;

export function Downloads({ selection }: { selection: Selection }) {
  const hidesMoney = useLook((look) => look.hidesMoney);
  const [isBusy, setBusy] = useState(false);
  const save = async (name: string, format: string) => {
    setBusy(true);
    try {
      const query = new URLSearchParams({ name, format });
      for (const [part, value] of Object.entries(selection))
        for (const each of [value].flat()) query.append(part, String(each));
      const { url } = await fileOf(`/api/trading/reports/chart?${query}`);
      const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.${format}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      say(wordsOf(error), { isError: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button className="text-sm" isBusy={isBusy} />}>
        <Icon name="download" />
        Charts
      </Menu.Trigger>
      <MenuPanel label="Save a chart">
        {CHARTS.filter(({ isMoney }) => !(isMoney && hidesMoney)).map(({ name, words }) =>
          FORMATS.map((format) => (
            <MenuRow
              key={name + format}
              words={`${words} as ${format.toUpperCase()}`}
              choose={() => void save(name, format)}
            />
          )),
        )}
      </MenuPanel>
    </Menu.Root>
  );
}
