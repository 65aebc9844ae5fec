// Whether this browser is told while no page is open. A browser subscribes with one trader's key at a time.
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { browserName } from "./browser-name";

export type Subscription = components["schemas"]["SubscriptionOut"];
/** `off` can be turned on by a button; `forbidden` only in the browser's own settings. */
export type PushHere = "unsupported" | "forbidden" | "off" | "on";

export function canBeTold(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in window;
}

/** The subscription that this browser holds, whoever's it is. */
async function held(): Promise<PushSubscription | null> {
  if (!canBeTold()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** By what the server's list knows this browser; null where it is not told. */
export async function fingerprintHere(): Promise<string | null> {
  const subscription = await held();
  return subscription && sha256(subscription.endpoint);
}

export function stateHere(fingerprint: string | null, listed: readonly Subscription[]): PushHere {
  if (!canBeTold()) return "unsupported";
  if (listed.some((browser) => browser.address_sha256 === fingerprint)) return "on";
  return Notification.permission === "denied" ? "forbidden" : "off";
}

/** Ask for leave and subscribe; only from a button, for a browser may hold an unasked question against the page. */
export async function turnOn(): Promise<"on" | "forbidden"> {
  if ((await Notification.requestPermission()) !== "granted") return "forbidden";
  const { public_key } = await contentOf(api.PUT("/api/notifications/push/key"));
  const registration = await navigator.serviceWorker.ready;
  const before = await registration.pushManager.getSubscription();
  if (before && !isFor(before, public_key)) await before.unsubscribe();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: public_key,
  });
  const { endpoint, keys } = subscription.toJSON();
  const body = {
    endpoint: endpoint ?? subscription.endpoint,
    keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
    name: browserName(navigator.userAgent),
  };
  await contentOf(api.PUT("/api/notifications/push/subscriptions", { body }));
  return "on";
}

/** Tell a browser no more; this one's subscription ends in the browser, too. */
export async function turnOff(browser: Subscription): Promise<void> {
  const params = { path: { subscription_id: browser.id } };
  await contentOf(api.DELETE("/api/notifications/push/subscriptions/{subscription_id}", { params }));
  if ((await fingerprintHere()) === browser.address_sha256) await endHere();
}

/** The browser is told nothing more, of whomever: its push service says so to the server at the next message. */
export async function endHere(): Promise<void> {
  await (await held())?.unsubscribe();
}

/** What the browser shows while nobody looks is its owner's: a subscription of somebody else ends. */
export async function endOthers(): Promise<void> {
  const subscription = await held();
  if (subscription === null) return;
  const { public_key } = await contentOf(api.PUT("/api/notifications/push/key"));
  if (!isFor(subscription, public_key)) await subscription.unsubscribe();
}

function isFor(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options.applicationServerKey;
  return key !== null && encoded(new Uint8Array(key)) === publicKey;
}

function encoded(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
