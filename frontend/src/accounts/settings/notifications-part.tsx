// What is told, where, and when it is quiet.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, contentOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { PushCard } from "@/notifications/push/push-card";
import {
  deliveries,
  type Preferences,
  preferences,
  type WritePreferences,
  writePreferences,
} from "@/notifications/queries";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { moment, named } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { say } from "@/ui/toast";

type Way = Exclude<keyof Preferences["kinds"][string], "urgent">;

/** In the order of the table; a channel that is missing does not compile. */
const COLUMNS = {
  in_app: "In the app",
  push: "Browser",
  email: "Email",
  webhook: "Webhook",
} satisfies Record<Way, string>;
const CHANNELS = Object.keys(COLUMNS) as readonly Way[];

export function NotificationsPart() {
  const query = useQuery(preferences());
  return (
    <>
      <Loading query={query}>
        {(wishes) => (
          <>
            <KindsCard wishes={wishes} />
            <QuietCard key={JSON.stringify(wishes.quiet_hours)} wishes={wishes} />
          </>
        )}
      </Loading>
      <PushCard />
      <DeliveriesCard />
    </>
  );
}

function useWrite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: WritePreferences) => writePreferences(body),
    onSuccess: (saved) => queries.setQueryData(preferences().queryKey, saved),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
}

/** All wishes with one of them changed: they are written as a whole. */
function changed(wishes: Preferences, kind: string, channel: Way, isWished: boolean): WritePreferences {
  const wish = { ...wishes.kinds[kind], [channel]: isWished };
  return { quiet_hours: wishes.quiet_hours, kinds: { ...wishes.kinds, [kind]: wish } };
}

function KindsCard({ wishes }: { wishes: Preferences }) {
  const write = useWrite();
  const test = useMutation({
    mutationFn: () => contentOf(api.POST("/api/notifications/email/test")),
    onSuccess: () => say(`An email is on its way to ${wishes.email}.`),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <Card
      title="What is told, and where"
      actions={
        <Button onClick={() => test.mutate()} isBusy={test.isPending} disabled={!wishes.email_ready}>
          Send a test email
        </Button>
      }
    >
      {!wishes.email_ready && (
        <p className="text-secondary">This installation sends no email: no mail server is set.</p>
      )}
      <Sideways label="What is told by which way">
        <table className="w-full">
          <thead>
            <tr className="text-sm text-muted">
              <th className="text-left font-normal">Kind</th>
              {CHANNELS.map((channel) => (
                <th key={channel} className="px-2 font-normal">
                  {COLUMNS[channel]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(wishes.kinds).map(([kind, wish]) => (
              <tr key={kind} className="h-10 border-t border-line">
                <th scope="row" className="text-left font-normal">
                  {named(kind)}
                </th>
                {CHANNELS.map((channel) => (
                  <td key={channel} className="text-center">
                    <input
                      type="checkbox"
                      aria-label={`${named(kind)}: ${COLUMNS[channel]}`}
                      className="size-5 accent-(--button)"
                      checked={wish[channel]}
                      disabled={write.isPending}
                      onChange={({ target }) => write.mutate(changed(wishes, kind, channel, target.checked))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </Card>
  );
}

function QuietCard({ wishes }: { wishes: Preferences }) {
  const write = useWrite();
  const [from, setFrom] = useState(wishes.quiet_hours?.from_time ?? "");
  const [until, setUntil] = useState(wishes.quiet_hours?.until_time ?? "");
  const hours = from && until ? { from_time: from, until_time: until } : null;
  return (
    <Card title="Quiet hours">
      <p className="text-secondary">
        What is not urgent waits until they are over. Times are in {wishes.timezone}.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label="From"
          type="time"
          value={from.slice(0, 5)}
          onChange={({ target }) => setFrom(target.value)}
        />
        <TextField
          label="Until"
          type="time"
          value={until.slice(0, 5)}
          onChange={({ target }) => setUntil(target.value)}
        />
        <Button
          kind="primary"
          isBusy={write.isPending}
          onClick={() => write.mutate({ kinds: wishes.kinds, quiet_hours: hours })}
        >
          Save
        </Button>
        {wishes.quiet_hours && (
          <Button onClick={() => write.mutate({ kinds: wishes.kinds, quiet_hours: null })}>
            No quiet hours
          </Button>
        )}
      </div>
    </Card>
  );
}

function DeliveriesCard() {
  const query = useQuery(deliveries());
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: (id: string) =>
      contentOf(
        api.POST("/api/notifications/deliveries/{delivery_id}/replay", {
          params: { path: { delivery_id: id } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: deliveries().queryKey }),
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <Card title="What was sent">
      <Loading query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">Nothing was sent by email, webhook or to a browser yet.</p>
          ) : (
            <ul>
              {items.map((delivery) => (
                <li
                  key={delivery.id}
                  className="flex min-h-10 flex-wrap items-center gap-3 border-t border-line first:border-0"
                >
                  <span className="flex-1">{delivery.title}</span>
                  <span className="text-sm text-muted">
                    {named(delivery.channel)}, {named(delivery.state).toLowerCase()}
                    {delivery.reason && `: ${delivery.reason}`}
                  </span>
                  <time dateTime={delivery.created_at} className="text-sm text-muted">
                    {moment(delivery.created_at)}
                  </time>
                  {delivery.state === "failed" && (
                    <Button onClick={() => replay.mutate(delivery.id)}>Send again</Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loading>
    </Card>
  );
}
