// Which columns of the table are shown.
import { Menu } from "@base-ui/react/menu";
import { MENU_ROW, MenuPanel, MenuRow } from "@/record/filters/menu-look";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { COLUMNS } from "./columns";
import { useTableLook } from "./table-look";

export function ColumnChoice() {
  const { columns, show, reset } = useTableLook();
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button className="text-sm" />}>
        <Icon name="settings" />
        Columns
      </Menu.Trigger>
      <MenuPanel label="Columns">
        {COLUMNS.map(({ id, header, isHidden }) => (
          <Menu.CheckboxItem
            key={id}
            className={MENU_ROW}
            checked={columns[id] ?? !isHidden}
            onCheckedChange={(isShown) => show(id, isShown)}
            closeOnClick={false}
          >
            <span className="flex-1">{header}</span>
            <Menu.CheckboxItemIndicator>
              <Icon name="check" />
            </Menu.CheckboxItemIndicator>
          </Menu.CheckboxItem>
        ))}
        <Menu.Separator className="my-1 h-px bg-line" />
        <MenuRow words="As at the beginning" choose={reset} />
      </MenuPanel>
    </Menu.Root>
  );
}
