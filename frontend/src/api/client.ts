// Every request to the API: with the trader's token, an idempotency key where it writes, and refusals as errors.
import createClient from "openapi-fetch";
import type { paths } from "./generated/openapi";
import { Away, type Problem, Refused } from "./problem";
import { accessToken, doubtAccess, never, secondsToWait, windowIsOver } from "./sign-in";
import { windowName } from "./window";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** `fetch` as the trader; asked once more with a new token where the server did not know the first. */
export async function fetchAsTrader(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await sent(request);
  if (response.status !== 401) return response;
  doubtAccess();
  return sent(again);
}

async function sent(request: Request): Promise<Response> {
  request.headers.set("Authorization", `Bearer ${await accessToken()}`);
  const response = await fetch(request).catch((error: unknown) => {
    if (request.signal.aborted) throw error;
    throw new Away();
  });
  return windowIsOver() ? never() : response;
}

export const api = createClient<paths>({ fetch: fetchAsTrader });

api.use({
  onRequest({ request }) {
    const isUnsafe = !SAFE.has(request.method);
    if (isUnsafe && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", newId());
    }
    const name = windowName();
    if (isUnsafe && name !== null) request.headers.set("X-Socket-ID", name);
  },
  async onResponse({ response }) {
    if (response.ok) return;
    const problem = (await response.json().catch(() => unexplained(response))) as Problem;
    throw new Refused(problem, secondsToWait(response));
  },
});

/** The content of an answer; an answer without one is `undefined`. */
export async function contentOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** A file that only the signed-in trader may have; `name` is what the server calls it. */
export async function fileOf(path: string): Promise<{ url: string; name: string }> {
  const response = await fetchAsTrader(new Request(new URL(path, location.origin)));
  if (!response.ok) throw new Refused((await response.json()) as Problem);
  const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "");
  return { url: URL.createObjectURL(await response.blob()), name: named?.[1] ?? "" };
}

/** Save a file of the API on the trader's device. */
export async function download(path: string): Promise<void> {
  const { url, name } = await fileOf(path);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a page without TLS has no randomUUID
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function unexplained(response: Response): Problem {
  const detail =
    response.status >= 500 ? "The server had a fault. Try again in a moment." : "The server refused this.";
  const { status } = response;
  return {
    type: "about:blank",
    title: detail,
    status,
    detail,
    instance: "",
    code: "unknown",
    errors: [],
    request_id: "",
  };
}
