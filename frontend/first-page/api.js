// REST with sign-in: the access token lives in memory, the refresh token in localStorage so that a reload stays signed in.
import * as account from "./account.js";

const SIGNED_OUT = "Your sign-in has ended. Sign in again: what you typed is kept for you.";
const GOODBYE_MILLISECONDS = 5000; // a server that is away must not keep anybody from signing out here
const DEVICE = "coach.device_token"; // stays when one signs out: it opens nothing, and others' wrong passwords do not count here
let access = null;
let expires = 0;
let renewing = null;

export class Refused extends Error {
  constructor(problem) { super(problem.errors?.[0] ? `${problem.errors[0].field}: ${problem.errors[0].message}` : problem.detail); this.problem = problem; }
}

/** In a window that is over nothing arrives any more, whatever was asked before. */
const never = () => new Promise(() => {});

async function read(response) {
  if (account.isOver()) return never();
  if (response.status === 204) return null;
  const body = await response.json();
  if (account.isOver()) return never();
  if (!response.ok) throw new Refused(body);
  return body;
}

function keep(answer) {
  access = answer.access_token;
  expires = Date.now() + answer.expires_in * 1000;
  localStorage.setItem(DEVICE, answer.device_token);
  return account.keep(answer);
}

const json = (body, more = {}) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...more });
const post = (path, body) => fetch(path, json(body)).then(read);

export const signIn = (login, password) => post("/api/auth/login", { login, password, device_token: localStorage.getItem(DEVICE) }).then(keep);
export const register = (email, username, password) => post("/api/auth/register",
  { email, username, password, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }).then(keep);

/** Sign out: here at once, whatever the server says, and in every other window; then at the server. */
export async function signOut() {
  const kept = account.leave();
  const signal = AbortSignal.timeout(GOODBYE_MILLISECONDS);
  try {
    let bearer = Date.now() < expires ? access : null;
    access = null;
    if (!bearer && kept) bearer = (await (await fetch("/api/auth/refresh", json({ refresh_token: kept.refresh_token }, { signal }))).json()).access_token;
    if (bearer) await fetch("/api/auth/logout", { method: "POST", headers: { Authorization: `Bearer ${bearer}` }, signal, keepalive: true });
  } catch { /* the server is away: the sign-in ends there by itself */ }
}

/** One renewal at a time; another window that renews too is no harm: the server allows ten seconds. */
export function renew() {
  renewing ??= renewOnce().finally(() => { renewing = null; });
  return renewing;
}

async function renewOnce(again = true) {
  const before = account.signIn();
  if (!account.isOurs(before)) { account.end(); return never(); }
  try {
    const answer = await post("/api/auth/refresh", { refresh_token: before.refresh_token });
    if (!account.isOurs(before)) { account.end(); return never(); } // signed out, or in as somebody else, meanwhile
    return keep(answer);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
    const now = account.signIn();
    if (again && now && now.refresh_token !== before.refresh_token) return renewOnce(false);
    account.forget(before);
    access = null;
    throw error;
  }
}

/** The server did not know the access token: the next one that asks for it has it renewed, or hears that the sign-in ended. */
export function doubt() { access = null; }

export async function token() {
  if (account.isOver()) return never();
  if (!account.isOurs()) { account.end(); return never(); }
  if (access && Date.now() <= expires - 30_000) return access;
  try { await renew(); }
  catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
    account.end(SIGNED_OUT);
    return never();
  }
  return access;
}

export async function ask(method, path, body) {
  const send = async () => fetch(path, {
    method, headers: { Authorization: `Bearer ${await token()}`, ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  let response = await send();
  if (response.status === 401) { access = null; response = await send(); }
  return read(response);
}

/** A file that only the signed-in trader may have; `name` is what the server calls it. */
export async function file(path) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${await token()}` } });
  if (!response.ok) throw new Refused(await response.json());
  const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "");
  const content = await response.blob();
  return account.isOver() ? never() : { url: URL.createObjectURL(content), name: named?.[1] ?? "" };
}

export async function upload(file, progress) {
  const bearer = await token();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.setRequestHeader("Authorization", `Bearer ${bearer}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => request.status === 201 ? resolve(request.response) : reject(new Refused(request.response ?? { detail: "The upload failed." }));
    request.onerror = () => reject(new Error("The upload did not get through. Try again."));
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
