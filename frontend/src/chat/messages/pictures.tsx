// The charts of a message. Their links are signed and end; one that has ended is asked for anew, once.
import { useRef } from "react";
import type { Message } from "@/live/events";
import { useActs } from "./acts";

export function Pictures({ message }: { message: Message }) {
  const acts = useActs();
  const isRefreshed = useRef(false);
  const refresh = () => {
    if (isRefreshed.current) return;
    isRefreshed.current = true;
    acts.refresh(message);
  };
  const isOne = message.images.length === 1;
  return (
    <ul aria-label="Charts" className={`grid gap-2 ${isOne ? "" : "grid-cols-2"}`}>
      {message.images.map((image, place) => (
        <li key={image.id}>
          <a href={image.url} target="_blank" rel="noopener noreferrer" className="block rounded-md">
            <img
              src={isOne ? image.url : image.thumbnail_url}
              alt={`Chart ${place + 1}`}
              width={image.width}
              height={image.height}
              loading="lazy"
              onError={refresh}
              className="max-h-72 w-auto rounded-md border border-line object-contain"
            />
          </a>
        </li>
      ))}
    </ul>
  );
}
