// A message that waits to be sent: shown at once, and it can be taken back or changed until the server has it.
import type { Unsent } from "@/live/local-database";
import { Icon } from "@/ui/icons";
import { PictureOf } from "../composer/picture-of";
import { useActs } from "./acts";

export function UnsentMessage({ item, isConnected }: { item: Unsent; isConnected: boolean }) {
  const acts = useActs();
  const button = "min-h-6 px-1 text-primary underline pointer-coarse:min-h-11";
  return (
    <div className="grid justify-items-end gap-1">
      <div className="grid max-w-[min(100%,42rem)] gap-2 rounded-xl rounded-br-sm border border-dashed border-line bg-raised/60 px-3.5 py-2 sm:max-w-[80%]">
        {item.files.length > 0 && (
          <ul aria-label="Charts" className="flex flex-wrap gap-2">
            {item.files.map((file) => (
              <li key={file.id}>
                <PictureOf file={file} className="h-20 rounded-md border border-line" />
              </li>
            ))}
          </ul>
        )}
        {item.content && <p className="whitespace-pre-wrap">{item.content}</p>}
      </div>
      <div className="flex items-center gap-2 text-xs text-muted">
        {!isConnected && (
          <>
            <button type="button" className={button} onClick={() => acts.change(item)}>
              Change it
            </button>
            <button type="button" className={button} onClick={() => acts.takeBack(item)}>
              Take it back
            </button>
          </>
        )}
        <span className="inline-flex items-center gap-1">
          {isConnected ? "sending" : "will be sent"}
          <Icon name="clock" className="size-3" />
        </span>
      </div>
    </div>
  );
}
