// Whose window this is. A browser has one sign-in; a window belongs to one trader for its whole life, and what they
// typed is kept under their id, for nobody else.

import type { components } from "./generated/openapi";
import { inTab, onDevice } from "./kept";
import { Away, type Problem, Refused } from "./problem";

export type User = components["schemas"]["UserOut"];
type SignedIn = components["schemas"]["SignedIn"];
interface KeptSignIn {
  user: string;
  refresh_token: string;
}

const SIGN_IN = "coach.sign_in"; // one item, so that no window reads the token of one and the name of another
const DEVICE = "coach.device_token"; // stays at sign-out: it opens nothing, and others' wrong passwords do not count here
const WHY = "coach.why";
const LEAST_LEFT_MILLISECONDS = 30_000; // an access token that ends sooner is renewed before it is used
const GOODBYE_MILLISECONDS = 5_000; // a server that is away must not keep anybody from signing out here
const ENDED = "Your sign-in has ended. Sign in again: what you typed is kept for you.";

let owner: string | null = null;
let isOver = false;
let access: { token: string; endsAt: number } | null = null;
let renewal: Promise<User> | null = null;
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

export async function signIn(login: string, password: string): Promise<User> {
  const device_token = onDevice.getItem(DEVICE);
  return keep(await post<SignedIn>("/api/auth/login", { login, password, device_token }));
}

export async function register(email: string, username: string, password: string): Promise<User> {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return keep(await post<SignedIn>("/api/auth/register", { email, username, password, timezone }));
}

/** Sign out: here and in every other window at once, whatever the server says; then at the server. */
export async function signOut(): Promise<void> {
  const before = kept();
  const bearer = access !== null && access.endsAt > Date.now() ? access.token : null;
  onDevice.removeItem(SIGN_IN);
  access = null;
  finish();
  const signal = AbortSignal.timeout(GOODBYE_MILLISECONDS);
  try {
    const token = bearer ?? (before && (await renewed(before.refresh_token, signal)).access_token);
    if (token) {
      const headers = { Authorization: `Bearer ${token}` };
      await fetch("/api/auth/logout", { method: "POST", headers, signal, keepalive: true });
    }
  } catch {
    // The server is away: the sign-in ends there by itself.
  }
}

/** Sign in again with what this browser keeps. One renewal at a time in all windows. */
export function renew(): Promise<User> {
  renewal ??= withLock(renewOnce).finally(() => {
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
    if (error instanceof Refused && error.problem.status === 401) return end(ENDED);
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
  const signIn: KeptSignIn = { user: answer.user.id, refresh_token: answer.refresh_token };
  onDevice.setItem(SIGN_IN, JSON.stringify(signIn));
  if (owner !== null && owner !== answer.user.id) void end();
  owner ??= answer.user.id;
  return answer.user;
}

function isOurs(): boolean {
  const signIn = kept();
  return !isOver && signIn !== null && (owner === null || signIn.user === owner);
}

async function renewOnce(): Promise<User> {
  const before = kept();
  if (before === null || !isOurs()) return end();
  try {
    const answer = await renewed(before.refresh_token);
    if (!isOurs()) return end(); // signed out, or in as somebody else, meanwhile
    return keep(answer);
  } catch (error) {
    const isRefused = error instanceof Refused && error.problem.status === 401;
    if (isRefused && kept()?.refresh_token === before.refresh_token) onDevice.removeItem(SIGN_IN);
    throw error;
  }
}

function renewed(refresh_token: string, signal?: AbortSignal): Promise<SignedIn> {
  return post<SignedIn>("/api/auth/refresh", { refresh_token }, signal);
}

function withLock(work: () => Promise<User>): Promise<User> {
  if (!navigator.locks) return work();
  return navigator.locks.request("coach.renewal", work);
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
