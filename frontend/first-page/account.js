// Whose window this is. A browser has one sign-in; what its owner typed is kept under the owner's id, for nobody else, and is gone at sign-out.
const SIGN_IN = "coach.sign_in"; // { user }: whose the sign-in is; its refresh token lies in a cookie that no script reads
const OUTBOX = "coach.outbox.";
const DRAFT = "coach.draft.";
const WHY = "coach.why";
let owner = null;
let over = false;
let atTheEnd = () => {};

adoptOlder();

/** The sign-in that this browser keeps, whoever's it is; null without one. */
export function signIn() {
  try { return JSON.parse(localStorage.getItem(SIGN_IN)); } catch { return null; }
}
export const remembers = () => signIn() !== null;
export const isOver = () => over;

/** Keep what the server answered to a sign-in or a renewal. A window has one owner for its whole life: where the answer is somebody else's, it ends. */
export function keep(answer) {
  localStorage.setItem(SIGN_IN, JSON.stringify({ user: answer.user.id }));
  if (owner !== null && owner !== answer.user.id) end();
  owner ??= answer.user.id;
  return answer.user;
}

/** Whether the browser is still signed in as this window's owner; before there is one, whether as whoever it was `before`. */
export function isOurs(before) {
  const kept = signIn();
  return !over && kept !== null && kept.user === (owner ?? before?.user ?? null);
}

/** The sign-in is not good any more: forget it, unless it is another's by now. What was typed waits for its owner. */
export function forget(before) {
  if (signIn()?.user === before.user) localStorage.removeItem(SIGN_IN);
}

/** Sign out here: the sign-in and all that its owner typed are gone from the browser, and the other windows hear of it. */
export function leave() {
  const kept = signIn();
  if (kept !== null && (owner === null || kept.user === owner)) localStorage.removeItem(SIGN_IN);
  localStorage.removeItem(OUTBOX + owner);
  localStorage.removeItem(DRAFT + owner);
  over = true;
  atTheEnd();
  return kept?.user === owner ? kept : null;
}

/** This window is its owner's no more: it shows nothing from now on, and begins anew. */
export function end(why) {
  if (over) return;
  over = true;
  if (why) sessionStorage.setItem(WHY, why);
  atTheEnd();
  location.reload();
}

/** Do this when the window ends, before it begins anew. */
export function whenOver(work) { atTheEnd = work; }

/** Why the window before ended, once. */
export function why() {
  const said = sessionStorage.getItem(WHY);
  sessionStorage.removeItem(WHY);
  return said;
}

export const outbox = () => (isOurs() ? JSON.parse(localStorage.getItem(OUTBOX + owner) ?? "[]") : []);
export const keepOutbox = (items) => write(OUTBOX, items.length ? JSON.stringify(items) : "");
export const draft = () => (isOurs() ? localStorage.getItem(DRAFT + owner) ?? "" : "");
export const keepDraft = (words) => write(DRAFT, words);

function write(name, value) {
  if (!isOurs()) return;
  if (value) localStorage.setItem(name + owner, value); else localStorage.removeItem(name + owner);
}

/** Other windows sign in and out; a window that slept, or that came back from the history, has not heard of it. */
function look() { if (owner !== null && !isOurs()) end(); }
addEventListener("storage", (event) => { if (event.key === SIGN_IN || event.key === null) look(); });
addEventListener("pageshow", look);
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);

/** Before, nothing said whose it was: the sign-in is kept, and what was typed then is nobody's. */
function adoptOlder() {
  const token = localStorage.getItem("coach.refresh_token");
  if (token && signIn() === null) localStorage.setItem(SIGN_IN, JSON.stringify({ user: null, refresh_token: token }));
  for (const name of ["coach.refresh_token", "coach.outbox", "coach.draft"]) localStorage.removeItem(name);
}
