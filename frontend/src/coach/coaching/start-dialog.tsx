// Starting a coaching session; it goes on in its own conversation.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { type SessionType, sessionsChanged, startSession } from "./queries";
import { TYPES } from "./words";

export function StartDialog({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = useState<SessionType>("psychology");
  const [message, setMessage] = useState("");
  const [market, setMarket] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const starting = useMutation({
    mutationFn: () =>
      startSession({
        session_type: type,
        message: message.trim() || null,
        market_state: market.trim() || null,
      }),
    onSuccess: async ({ session }) => {
      close();
      void sessionsChanged(queries);
      await queries.invalidateQueries({ queryKey: ["conversations"] });
      if (session.conversation_id === null) return;
      await navigate({ to: "/coach/$conversationId", params: { conversationId: session.conversation_id } });
    },
  });
  return (
    <Dialog title="Start a coaching session" isOpen close={close} firstFocus={first}>
      <form
        aria-label="Start a coaching session"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          starting.mutate();
        }}
      >
        <fieldset className="grid gap-2">
          <legend className="pb-1 text-sm text-secondary">What it is about</legend>
          {TYPES.map(([name, words, what]) => (
            <label
              key={name}
              className="flex min-h-11 items-center gap-3 rounded-md border border-line px-3 py-2 has-checked:border-primary has-checked:bg-mark"
            >
              <input
                type="radio"
                ref={type === name ? first : undefined}
                name="session-type"
                className="size-4 accent-(--button)"
                checked={type === name}
                onChange={() => setType(name)}
              />
              <span>
                <span className="font-medium">{words}</span>
                <span className="block text-sm text-secondary">{what}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <TextArea
          label="What you want to say first"
          hint="Leave it empty, and the coach begins from your record."
          value={message}
          onChange={({ target }) => setMessage(target.value)}
        />
        <TextField
          label="How you see the market"
          hint="If it matters: after hours, thin."
          value={market}
          onChange={({ target }) => setMarket(target.value)}
        />
        {starting.error && (
          <p role="alert" className="text-loss">
            {wordsOf(starting.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Leave it</Button>
          <Button kind="primary" type="submit" isBusy={starting.isPending}>
            Start
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
