// What is done with the list as a whole: its file, and what was deleted from it.
import { useState } from "react";
import { download } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { useFilter } from "@/record/filters/use-filter";
import { useOffered } from "@/shell/commands";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toast";
import { exportAddress } from "../export-address";
import { TrashDialog } from "./trash-dialog";

export function ListActions() {
  const { search } = useFilter();
  const [isBusy, setBusy] = useState(false);
  const [isTrashOpen, openTrash] = useState(false);
  const save = async () => {
    setBusy(true);
    await download(exportAddress(search)).catch((error: unknown) => say(wordsOf(error), { isError: true }));
    setBusy(false);
  };
  useOffered([
    { id: "trades.csv", words: "Save these trades as CSV", group: "Trades", run: () => void save() },
    { id: "trades.trash", words: "Deleted trades", group: "Trades", run: () => openTrash(true) },
  ]);
  return (
    <>
      <Button className="text-sm" isBusy={isBusy} onClick={() => void save()}>
        <Icon name="download" />
        CSV
      </Button>
      <Button kind="quiet" className="text-sm" onClick={() => openTrash(true)}>
        Trash
      </Button>
      {isTrashOpen && <TrashDialog close={() => openTrash(false)} />}
    </>
  );
}
