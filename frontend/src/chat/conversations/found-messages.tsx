// Messages that have the words that are searched for; each leads to its place in its conversation.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { moment } from "@/ui/format";
import { Marked } from "@/ui/marked";
import { Loading } from "@/ui/page";
import { type FoundMessage, messageSearch } from "./queries";

export function FoundMessages({ words, picked }: { words: string; picked?: () => void }) {
  const query = useQuery(messageSearch(words));
  return (
    <section aria-label="What was found" className="mt-2 border-t border-line pt-2">
      <h2 className="px-2 pb-1 text-xs font-medium text-muted">Messages</h2>
      <Loading query={query} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <p role="status" className="p-3 text-sm text-muted">
              Nothing that was said has these words.
            </p>
          ) : (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
              {items.map((item) => (
                <Found key={item.message_id} item={item} picked={picked} />
              ))}
            </ul>
          )
        }
      </Loading>
    </section>
  );
}

function Found({ item, picked }: { item: FoundMessage; picked?: () => void }) {
  return (
    <li>
      <Link
        to="/coach/$conversationId"
        params={{ conversationId: item.conversation_id }}
        search={{ message: item.message_id }}
        onClick={picked}
        className="grid grid-cols-[minmax(0,1fr)] gap-0.5 rounded-md p-2 hover:bg-raised"
      >
        <span className="flex justify-between gap-2 text-xs text-muted">
          <span className="truncate">{item.conversation_title}</span>
          <span className="figures shrink-0">{moment(item.created_at)}</span>
        </span>
        <span className="line-clamp-3 text-sm">
          <Marked text={item.highlight} />
        </span>
      </Link>
    </li>
  );
}
