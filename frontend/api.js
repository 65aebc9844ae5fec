// REST with sign-in: the access token lives in memory, the refresh token in localStorage so that a reload stays signed in.
const KEEP = "coach.refresh_token";
const DEVICE = "coach.device_token"; // stays when one signs out: it opens nothing, and others' wrong passwords do not count here
let access = null;
let expires = 0;
let renewing = null;

export class Refused extends Error {
  constructor(problem) { super(problem.errors?.[0] ? `${problem.errors[0].field}: ${problem.errors[0].message}` : problem.detail); this.problem = problem; }
}

async function read(response) {
  if (response.status === 204) return null;
  const body = await response.json();
  if (!response.ok) throw new Refused(body);
  return body;
}

function keep(answer) {
  access = answer.access_token;
  expires = Date.now() + answer.expires_in * 1000;
  localStorage.setItem(KEEP, answer.refresh_token);
  localStorage.setItem(DEVICE, answer.device_token);
  return answer.user;
}

const post = (path, body) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then(read);

export const signIn = (login, password) => post("/api/auth/login", { login, password, device_token: localStorage.getItem(DEVICE) }).then(keep);
export const register = (email, username, password) => post("/api/auth/register",
  { email, username, password, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }).then(keep);
export const remembers = () => localStorage.getItem(KEEP) !== null;
export function forget() { localStorage.removeItem(KEEP); access = null; }

/** One renewal at a time; another window that renews too is no harm: the server allows ten seconds. */
export function renew() {
  renewing ??= post("/api/auth/refresh", { refresh_token: localStorage.getItem(KEEP) }).then(keep)
    .catch((error) => { if (error instanceof Refused && error.problem.status === 401) forget(); throw error; })
    .finally(() => { renewing = null; });
  return renewing;
}

export async function token() {
  if (!access || Date.now() > expires - 30_000) await renew();
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
  return { url: URL.createObjectURL(await response.blob()), name: named?.[1] ?? "" };
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
