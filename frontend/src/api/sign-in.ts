// Whose window this is. A browser has one sign-in; a window belongs to one trader for its whole life, and what they
// typed is kept under their id, for nobody else. The refresh token lies in a cookie that no script reads; what is kept
// here is only whose it is.
import type { components } from "./generated/openapi";
import { inTab, onDevice } from "./kept";
import { Away, type Problem, Refused } from "./problem";

export type User = components["schemas"]["UserOut"];
type SignedIn = components["schemas"]["SignedIn"];
interface KeptSignIn {
  user: string | null;
  /** Of an older version, which kept it here: it moves into the cookie at the first renewal. */
  refresh_token?: string;
}

const SIGN_IN = "coach.sign_in";
const GOODBYE = "coach.goodbye"; // signed out here, and the server has not heard of it: the cookie is still good
const DEVICE = "coach.device_token"; // stays at sign-out: it opens nothing, and others' wrong passwords do not count here
const WHY = "coach.why";
const LEAST_LEFT_MILLISECONDS = 30_000; // an access token that ends sooner is renewed before it is used
const GOODBYE_MILLISECONDS = 5_000; // a server that is away must not keep anybody from signing out here
const RENEWAL_MILLISECONDS = 20_000; // other windows wait for one that renews
const ENDED = "Your sign-in has ended. Sign in again: what you typed is kept for you.";

let owner: string | null = null;
let isOver = false;
let access: { token: string; endsAt: number } | null = null;
let renewal: Promise<User> | null = null;
let ownToken: string | null = null; // by plain http no cookie is kept: signed in for as long as the page is open
const endings = new Set<() => void>();

/** In a window that is over nothing arrives any more, whatever was asked before. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

export function windowIsOver(): boolean {
  return isOver;
}

/** The id of the trader whose window this is; null before anybody signed in. */
export function ownerId(): string | null {
  return owner;
}

/** Do this when the window ends. */
export function whenOver(work: () => void): () => void {
  endings.add(work);
  return () => endings.delete(work);
}

export function remembersSomebody(): boolean {
  return kept() !== null;
}

/** Why the window before ended; told once. */
export function whyEnded(): string | null {
  const why = inTab.getItem(WHY);
  inTab.removeItem(WHY);
  return why;
}

export function signIn(login: string, password: string): Promise<User> {
  const device_token = onDevice.getItem(DEVICE);
  return begin("/api/auth/login", { login, password, device_token });
}

export function register(email: string, username: string, password: string): Promise<User> {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return begin("/api/auth/register", { email, username, password, timezone });
}

/** As the demo trader, without a password, where the server offers it. */
export function signInToDemo(): Promise<User> {
  return begin("/api/auth/demo", {});
}

/** One window at a time signs in, out or renews, so that the cookie and the name beside it are always one person's. */
function begin(path: string, body: object): Promise<User> {
  return alone(async () => {
    const answer = await post<SignedIn>(path, { ...body, refresh_token_in: tokenPlace() });
    onDevice.removeItem(GOODBYE);
    return keep(answer);
  });
}

/** Sign out: here and in every other window at once, whatever the server says; then at the server. */
export async function signOut(): Promise<void> {
  const bearer = access !== null && access.endsAt > Date.now() ? access.token : null;
  onDevice.setItem(GOODBYE, "1");
  onDevice.removeItem(SIGN_IN);
  access = null;
  finish();
  await sayGoodbye(bearer);
}

/** End the sign-in at the server, which alone can take the cookie back; again at the next start where it is away. */
async function sayGoodbye(bearer: string | null = null): Promise<void> {
  const signal = AbortSignal.timeout(GOODBYE_MILLISECONDS);
  const goodbye = async () => {
    if (onDevice.getItem(GOODBYE) === null) return; // somebody signed in meanwhile: the cookie is theirs
    try {
      const token = bearer ?? (await renewed({ refresh_token: ownToken ?? undefined }, signal)).access_token;
      const headers = { Authorization: `Bearer ${token}` };
      const request = { method: "POST", headers, signal, keepalive: true };
      const answer = await fetch("/api/auth/logout", request);
      if (answer.ok || answer.status === 401) onDevice.removeItem(GOODBYE);
    } catch (error) {
      if (isRefused(error)) onDevice.removeItem(GOODBYE);
    }
  };
  await alone(goodbye, signal).catch(() => undefined);
}

/** Sign in again with what this browser keeps. One renewal at a time in all windows. */
export function renew(): Promise<User> {
  renewal ??= alone(renewOnce)
    .then((user) => user ?? never<User>())
    .finally(() => {
      renewal = null;
    });
  return renewal;
}

/** An access token that is good for a while; the window ends where there is none any more. */
export async function accessToken(): Promise<string> {
  if (isOver) return never();
  if (!isOurs()) return end();
  if (access !== null && access.endsAt - LEAST_LEFT_MILLISECONDS > Date.now()) return access.token;
  try {
    await renew();
  } catch (error) {
    if (isRefused(error)) return end(ENDED);
    throw error;
  }
  return access?.token ?? never();
}

/** The server did not know the access token: the next one is asked for anew. */
export function doubtAccess(): void {
  access = null;
}

/** This window is its owner's no more: it shows nothing from now on, and begins anew. */
export function end(why?: string): Promise<never> {
  if (!isOver) {
    if (why) inTab.setItem(WHY, why);
    finish();
    location.reload();
  }
  return never();
}

function over(): null {
  void end();
  return null;
}

function finish(): void {
  isOver = true;
  for (const work of endings) work();
}

function kept(): KeptSignIn | null {
  try {
    return JSON.parse(onDevice.getItem(SIGN_IN) ?? "null") as KeptSignIn | null;
  } catch {
    return null;
  }
}

function keep(answer: SignedIn): User {
  access = { token: answer.access_token, endsAt: Date.now() + answer.expires_in * 1000 };
  onDevice.setItem(DEVICE, answer.device_token);
  ownToken = answer.refresh_token;
  const signIn: KeptSignIn = { user: answer.user.id };
  onDevice.setItem(SIGN_IN, JSON.stringify(signIn));
  if (owner !== null && owner !== answer.user.id) void end();
  owner ??= answer.user.id;
  return answer.user;
}

function isOurs(): boolean {
  const signIn = kept();
  return !isOver && signIn !== null && (owner === null || signIn.user === owner);
}

/** Null where the window is over: what holds the lock must not wait for ever. */
async function renewOnce(): Promise<User | null> {
  const before = kept();
  if (before === null || !isOurs()) return over();
  try {
    const refresh_token = ownToken ?? before.refresh_token;
    const answer = await renewed({ refresh_token }, AbortSignal.timeout(RENEWAL_MILLISECONDS));
    if (!isOurs()) return over(); // signed out, or in as somebody else, meanwhile
    return keep(answer);
  } catch (error) {
    if (isRefused(error) && kept()?.user === before.user) onDevice.removeItem(SIGN_IN);
    throw error;
  }
}

/** What follows the cookie's token, or that of an older version. */
function renewed(body: { refresh_token?: string }, signal: AbortSignal): Promise<SignedIn> {
  const place = body.refresh_token ? { refresh_token_in: tokenPlace() } : {};
  return post<SignedIn>("/api/auth/refresh", { ...body, ...place }, signal);
}

function tokenPlace(): "answer" | "cookie" {
  return isSecureContext ? "cookie" : "answer";
}

function isRefused(error: unknown): boolean {
  return error instanceof Refused && error.problem.status === 401;
}

/** No two windows at once. A page by plain http has no locks, and no cookie that they could quarrel over. */
function alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!navigator.locks) return work();
  return navigator.locks.request("coach.renewal", { signal }, work) as Promise<T>;
}

async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(body), signal };
  const response = await fetch(path, request).catch(() => {
    throw new Away();
  });
  const answer = await response.json().catch(() => {
    throw new Away();
  });
  if (!response.ok) throw new Refused(answer as Problem, secondsToWait(response));
  return answer as T;
}

export function secondsToWait(response: Response): number | null {
  const header = response.headers.get("Retry-After");
  return header === null ? null : Number(header);
}

/** Other windows sign in and out; one that slept, or came back out of the history, has not heard of it. */
function look(): void {
  if (owner !== null && !isOurs()) void end();
}
addEventListener("storage", (event) => {
  if (event.key === SIGN_IN || event.key === null) look();
});
for (const name of ["pageshow", "focus"]) addEventListener(name, look);
document.addEventListener("visibilitychange", look);

if (onDevice.getItem(GOODBYE) !== null) void sayGoodbye();
