// The bell: how many notifications are unread, the latest of them, and marking them as read. Text is only ever set as text.
import * as api from "./api.js";
import { make } from "./elements.js";

const PATH = "/api/notifications";
const byId = (id) => document.getElementById(id);
let items = [];
let complain = () => {};

/** Make the bell ring; `notice` shows a sentence when something does not work. */
export function start(notice) {
  complain = notice;
  byId("bell").onclick = () => open(byId("news").hidden);
  byId("read-all").onclick = () => tried(async () => { count((await api.ask("POST", `${PATH}/read`, { until: items[0]?.created_at })).unread); await load(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !byId("news").hidden) { open(false); byId("bell").focus(); } });
}

/** Forget all of them, and show none: the window is its owner's no more. */
export function stop() {
  items = [];
  count(0);
  byId("news").hidden = true;
  byId("news-items").replaceChildren();
}

/** The latest ones and the count, as the server has them: at the start, and after the socket was away. */
export async function load() {
  const page = await api.ask("GET", `${PATH}?limit=20`);
  items = page.items;
  count(page.unread);
  draw();
}

/** What the socket told: a notification of the list has an id; others are only news. */
export function heard(news) {
  if (!news.id || items.some((one) => one.id === news.id)) return;
  items = [{ ...news, read_at: null }, ...items].slice(0, 20);
  count(news.unread);
  draw();
}

/** Read in another window, perhaps. */
export function unreadChanged({ unread }) { count(unread); if (!byId("news").hidden) tried(load); }

function open(wanted) {
  byId("news").hidden = !wanted;
  byId("bell").setAttribute("aria-expanded", String(wanted));
  if (wanted) tried(load);
}

function count(unread) {
  byId("unread").textContent = unread > 99 ? "99+" : String(unread);
  byId("unread").hidden = unread === 0;
  byId("bell").setAttribute("aria-label", unread ? `Notifications, ${unread} unread` : "Notifications");
  byId("read-all").disabled = unread === 0;
}

function draw() {
  byId("news-items").replaceChildren(...(items.length ? items.map(item) : [make("li", { class: "quiet" }, "Nothing yet.")]));
}

function item(one) {
  const read = one.read_at !== null;
  return make("li", { "data-id": one.id, class: read ? "read" : "unread" },
    make("strong", {}, one.title), make("p", {}, one.body), make("small", { class: "quiet" }, new Date(one.created_at).toLocaleString()),
    make("button", { class: "link", onclick: () => change(one, { read: !read }) }, read ? "Mark as unread" : "Mark as read"),
    make("button", { class: "link", "aria-label": `Put aside: ${one.title}`, onclick: () => change(one, { dismissed: true }) }, "Put aside"));
}

const change = (one, fields) => tried(async () => { await api.ask("PATCH", `${PATH}/${one.id}`, fields); await load(); });
async function tried(work) { try { await work(); } catch (error) { complain(error.message); } }
