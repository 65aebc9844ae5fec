// REST with sign-in: the access token lives in memory, the refresh token in a cookie that no script reads.
import * as account from "./account.js";

const SIGNED_OUT = "Your sign-in has ended. Sign in again: what you typed is kept for you.";
const GOODBYE_MILLISECONDS = 5000; // a server that is away must not keep anybody from signing out here
const RENEWAL_MILLISECONDS = 20_000; // other windows wait for one that renews
const GOODBYE = "coach.goodbye"; // signed out here, and the server has not heard of it: the cookie is still good
const DEVICE = "coach.device_token"; // stays when one signs out: it opens nothing, and others' wrong passwords do not count here
let access = null;
let expires = 0;
let renewing = null;
let ownToken = null; // by plain http no cookie is kept: signed in for as long as the page is open

export class Refused extends Error {
  constructor(problem) { super(problem.errors?.[0] ? `${problem.errors[0].field}: ${problem.errors[0].message}` : problem.detail); this.problem = problem; }
}

/** In a window that is over nothing arrives any more, whatever was asked before. */
const never = () => new Promise(() => {});

async function content(response) {
  if (response.status === 204) return null;
  const body = await response.json();
  if (!response.ok) throw new Refused(body);
  return body;
}

async function read(response) {
  const body = await content(response);
  return account.isOver() ? never() : body;
}

function keep(answer) {
  access = answer.access_token;
  expires = Date.now() + answer.expires_in * 1000;
  ownToken = answer.refresh_token;
  localStorage.setItem(DEVICE, answer.device_token);
  return account.keep(answer);
}

const json = (body, more = {}) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...more });
const post = (path, body) => fetch(path, json(body)).then(content);
const place = { refresh_token_in: isSecureContext ? "cookie" : "answer" };

/** One window at a time signs in, out or renews, so that the cookie and the name beside it are always one person's. */
function alone(work, options = {}) {
  return navigator.locks ? navigator.locks.request("coach.renewal", options, work) : work();
}

function begin(path, body) {
  return alone(async () => {
    const answer = await post(path, { ...body, ...place });
    localStorage.removeItem(GOODBYE);
    return keep(answer);
  });
}

export const signIn = (login, password) => begin("/api/auth/login", { login, password, device_token: localStorage.getItem(DEVICE) });
export const register = (email, username, password) => begin("/api/auth/register",
  { email, username, password, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone });

/** What follows a token that an older version kept here, or that of the cookie. */
function renewed(refresh_token, signal) {
  return fetch("/api/auth/refresh", json(refresh_token ? { refresh_token, ...place } : {}, { signal }));
}

/** Sign out: here at once, whatever the server says, and in every other window; then at the server. */
export async function signOut() {
  const bearer = Date.now() < expires ? access : null;
  localStorage.setItem(GOODBYE, "1");
  account.leave();
  access = null;
  await sayGoodbye(bearer);
}

/** End the sign-in at the server, which alone can take the cookie back; again at the next start where it is away. */
async function sayGoodbye(bearer = null) {
  const signal = AbortSignal.timeout(GOODBYE_MILLISECONDS);
  const goodbye = async () => {
    if (localStorage.getItem(GOODBYE) === null) return; // somebody signed in meanwhile: the cookie is theirs
    let answer = null;
    if (!bearer) {
      answer = await renewed(ownToken, signal);
      if (answer.ok) bearer = (await answer.json()).access_token;
    }
    if (bearer) answer = await fetch("/api/auth/logout", { method: "POST", headers: { Authorization: `Bearer ${bearer}` }, signal, keepalive: true });
    if (answer.ok || answer.status === 401) localStorage.removeItem(GOODBYE);
  };
  try { await alone(goodbye, { signal }); } catch { /* the server is away */ }
}
if (localStorage.getItem(GOODBYE) !== null) sayGoodbye();

/** One renewal at a time, in all windows. */
export function renew() {
  renewing ??= alone(renewOnce).then((user) => user ?? never()).finally(() => { renewing = null; });
  return renewing;
}

/** Null where the window is over: what holds the lock must not wait for ever. */
async function renewOnce() {
  const before = account.signIn();
  if (!account.isOurs(before)) { account.end(); return null; }
  try {
    const answer = await content(await renewed(ownToken ?? before.refresh_token, AbortSignal.timeout(RENEWAL_MILLISECONDS)));
    if (!account.isOurs(before)) { account.end(); return null; } // signed out, or in as somebody else, meanwhile
    return keep(answer);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
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
