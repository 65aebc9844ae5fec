// Which of the trader's browsers are told while no page is open; this one is asked for leave by a button alone.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import { wordsOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { ago, moment } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import {
  fingerprintHere,
  type PushHere,
  type Subscription,
  stateHere,
  turnOff,
  turnOn,
} from "./browser-push";

const WORDS: Record<PushHere, string> = {
  on: "This browser is told, also while no page is open.",
  off: "This browser is told only while a page is open.",
  forbidden:
    "This browser forbids notifications of this page. Allow them in its settings for this site, then come back.",
  unsupported:
    "This browser cannot be told while no page is open; on an iPhone, add the app to the home screen first.",
};

function browsers() {
  return queryOptions({
    queryKey: ["notifications", "browsers"],
    queryFn: async ({ signal }) => {
      const { items } = await contentOf(api.GET("/api/notifications/push/subscriptions", { signal }));
      return { items, here: await fingerprintHere() };
    },
  });
}

export function PushCard() {
  const query = useQuery(browsers());
  return (
    <Card title="Browsers">
      <Loading query={query} rows={2}>
        {({ items, here }) => (
          <>
            <Here state={stateHere(here, items)} />
            <ul>
              {items.map((browser) => (
                <BrowserRow key={browser.id} browser={browser} isHere={browser.address_sha256 === here} />
              ))}
            </ul>
          </>
        )}
      </Loading>
    </Card>
  );
}

function useChange<T>(change: (value: T) => Promise<unknown>, done: (value: T) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (_, value) => done(value),
    onError: (error) => say(wordsOf(error), { isError: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["notifications"] }),
  });
}

function Here({ state }: { state: PushHere }) {
  const queries = useQueryClient();
  const on = useMutation({
    mutationFn: turnOn,
    onSuccess: (result) => say(result === "on" ? WORDS.on : WORDS.forbidden, { isError: result !== "on" }),
    onError: (error) => say(refusalOf(error), { isError: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: browsers().queryKey }),
  });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="flex-1 text-secondary">{WORDS[state]}</p>
      {state === "off" && (
        <Button kind="primary" onClick={() => on.mutate()} isBusy={on.isPending}>
          Tell this browser
        </Button>
      )}
    </div>
  );
}

/** What the browser itself says where its push service cannot be reached is not for a trader. */
function refusalOf(error: unknown): string {
  if (error instanceof DOMException) {
    return "This browser's push service did not take it. Try again, or use another browser.";
  }
  return wordsOf(error);
}

function BrowserRow({ browser, isHere }: { browser: Subscription; isHere: boolean }) {
  const test = useChange(
    (id: string) =>
      contentOf(
        api.POST("/api/notifications/push/subscriptions/{subscription_id}/test", {
          params: { path: { subscription_id: id } },
        }),
      ),
    () => say("A test is on its way."),
  );
  const off = useChange(turnOff, () => say(`${browser.name} is told no more.`));
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-3 border-t border-line">
      <span className="flex-1">
        {browser.name}
        {isHere && <span className="ml-2 text-xs text-primary">this one</span>}
      </span>
      <span className="text-sm text-muted">
        {browser.last_told_at ? (
          <time dateTime={browser.last_told_at} title={moment(browser.last_told_at)}>
            told {ago(browser.last_told_at)}
          </time>
        ) : (
          "nothing told yet"
        )}
      </span>
      <Button onClick={() => test.mutate(browser.id)} isBusy={test.isPending}>
        Send a test
      </Button>
      <Button kind="quiet" onClick={() => off.mutate(browser)} isBusy={off.isPending}>
        Tell it no more
      </Button>
    </li>
  );
}
