// The first page: signs in, keeps the messages of one conversation in order, sends what is in the outbox until it is acknowledged.
import * as account from "./account.js";
import * as api from "./api.js";
import * as bell from "./notifications.js";
import { Socket } from "./socket.js";
import { make, redraw } from "./elements.js";
import { emptyState, messageElement, scoresPage } from "./view.js";

const byId = (id) => document.getElementById(id);
const LONGEST = 5000;
const { outbox, keepOutbox } = account;

const state = { user: null, conversations: [], open: null, mode: "analysis", messages: new Map(), last: 0, pictures: [], socket: null, sending: false,
  about: null, again: new Map(), found: null, reading: null };

// --- sign in -----------------------------------------------------------------------------------------------------
let registering = false;
byId("other-way").onclick = () => {
  registering = !registering;
  byId("username-field").hidden = !registering;
  byId("sign-in-form").querySelector("label").firstChild.textContent = registering ? "Email " : "Email or username ";
  byId("sign-in-form").querySelector("button.primary").textContent = registering ? "Make an account" : "Sign in";
  byId("other-way").textContent = registering ? "I have an account: sign in" : "New here? Make an account";
};
byId("sign-in-form").onsubmit = async (event) => {
  event.preventDefault();
  const { login, username, password } = Object.fromEntries(new FormData(event.target));
  const error = byId("sign-in-error");
  error.hidden = true;
  const button = event.target.querySelector("button.primary");
  button.disabled = true; // a second sign-in beside this one could come in as somebody else
  try { enter(await (registering ? api.register(login, username, password) : api.signIn(login, password))); }
  catch (problem) { error.textContent = problem.message; error.hidden = false; }
  finally { button.disabled = false; }
};
byId("sign-out").onclick = async () => { await api.signOut(); location.reload(); };
account.whenOver(clear);
addEventListener("pageshow", (event) => { if (event.persisted) byId("sign-in-form").reset(); }); // a page out of the history still has what was typed

/** Nothing of its owner stays in a window that is over: neither what is shown, nor what was typed, nor the connection. */
function clear() {
  state.socket?.close();
  bell.stop();
  Object.assign(state, { conversations: [], open: null, messages: new Map(), pictures: [], again: new Map() });
  speakOf(null);
  byId("desk").hidden = true;
  byId("scores-page").close();
  byId("scores-page").querySelector("div").replaceChildren();
  for (const name of ["who", "title", "notice", "count", "conversations", "messages", "pictures"]) byId(name).replaceChildren();
  for (const name of ["words", "file"]) byId(name).value = "";
  byId("sign-in-form").reset();
}

async function enter(user) {
  state.user = user;
  byId("sign-in").hidden = true;
  byId("sign-in-form").reset();
  byId("desk").hidden = false;
  byId("who").textContent = user.username;
  byId("words").value = account.draft();
  bell.start(notice);
  state.socket = new Socket({ token: api.token, refused: api.doubt, on: events, state: connection });
  await listConversations();
  if (state.conversations[0]) await show(state.conversations[0].id); else draw();
}

async function connection(now) {
  byId("connection").textContent = now === "live" ? "connected" : "connecting";
  byId("connection").classList.toggle("live", now === "live");
  if (now === "live") { await resync(); empty(); bell.load().catch((error) => notice(error.message)); }
}

// --- conversations -----------------------------------------------------------------------------------------------
async function listConversations() {
  state.conversations = (await api.ask("GET", "/api/conversations?limit=100")).items;
  drawConversations();
}
function drawConversations() { // an archived one leaves the list, but not from under whoever reads it
  state.conversations = state.conversations.filter((one) => !one.archived || one.id === state.open);
  byId("conversations").replaceChildren(...state.conversations.map((one) =>
    make("button", { "aria-current": String(one.id === state.open), onclick: () => show(one.id) }, one.title)));
  const current = state.conversations.find((one) => one.id === state.open);
  byId("title").textContent = current?.title ?? "New conversation";
  byId("mode").value = current?.mode ?? state.mode;
}
async function show(id) {
  Object.assign(state, { open: id, messages: new Map(), last: 0, again: new Map(), found: null, reading: id });
  drawConversations();
  speakOf(null);
  try {
    const log = await api.ask("GET", `/api/conversations/${id}/messages?limit=100`);
    if (state.open !== id) return;
    for (const message of [...log.items, ...log.unfinished]) state.messages.set(message.id, message);
    state.last = log.head;
    draw();
    readThread(id);
  } finally { if (state.reading === id) state.reading = null; }
  resync();
}
const without = (id) => state.conversations.filter((one) => one.id !== id);
const begin = () => { Object.assign(state, { open: null, messages: new Map(), last: 0, again: new Map() }); drawConversations(); speakOf(null); draw(); };
byId("new-conversation").onclick = () => { begin(); byId("words").focus(); };
byId("mode").onchange = async (event) => {
  state.mode = event.target.value;
  if (state.open) await state.socket.call("switch_mode", { conversation_id: state.open, mode: state.mode }).catch(() => notice("The mode could not be switched. Try again."));
};

// --- what the conversation is about --------------------------------------------------------------------------------
function speakOf(about) {
  state.about = about;
  byId("about").hidden = !about;
  byId("about-words").textContent = about ?? "";
}
async function readThread(id) {
  const { last } = state;
  const thread = await api.ask("GET", `/api/conversations/${id}/thread`).catch(() => null);
  if (thread && state.open === id && state.last === last) speakOf(thread.about); // an answer that came meanwhile knows better
}
/** Every answer says what is spoken of from then on. */
function hear(message) { if (message.type === "ai" && message.understood) speakOf(message.understood.about); }
byId("about-clear").onclick = async () => {
  const id = state.open;
  try {
    await api.ask("DELETE", `/api/conversations/${id}/thread`);
    if (state.open === id) speakOf(null);
    byId("words").focus();
  } catch (error) { notice(error.message); }
};

// --- messages: final ones only in order of seq; a gap is filled by resync -----------------------------------------
function apply(message) {
  if (message.conversation_id !== state.open) return;
  if (message.seq === null) { if (!final(state.messages.get(message.id))) state.messages.set(message.id, message); return draw(); }
  if (message.seq > state.last + 1) return resync();
  if (message.seq > state.last) hear(message);
  state.messages.set(message.id, message);
  state.last = Math.max(state.last, message.seq);
  draw();
}
const final = (message) => message && message.seq !== null;
async function resync() {
  if (!state.open || !state.socket?.live) return;
  const id = state.open;
  if (state.reading === id) return; // what is long past would be heard as new; what is new is asked for behind it
  for (;;) {
    const found = await state.socket.call("resync", { conversation_id: id, since_seq: state.last }).catch(() => null);
    if (found?.error?.code === "conversation.not_found") events.conversation_deleted({ conversation_id: id });
    if (!found?.ok || state.open !== id) return;
    for (const message of found.messages) { state.messages.set(message.id, message); state.last = message.seq; hear(message); }
    for (const message of found.unfinished) if (!final(state.messages.get(message.id))) state.messages.set(message.id, { ...state.messages.get(message.id), ...message, content: state.messages.get(message.id)?.content ?? "" });
    draw();
    if (!found.more) return;
  }
}
setInterval(async () => {
  const beat = await state.socket?.call("ping", {}).catch(() => null);
  if (beat?.ok && state.open && (beat.heads[state.open] ?? 0) > state.last) resync();
}, 20_000);

const events = {
  message_saved: ({ message, answer }) => { apply(message); apply(answer); listConversations(); },
  ai_thinking: ({ message_id }) => change(message_id, { status: "running" }),
  ai_delta: ({ message_id, offset, text }) => { const known = state.messages.get(message_id); if (known && !final(known)) change(message_id, { status: "running", content: known.content.slice(0, offset) + text }); },
  ai_response: apply,
  message_updated: apply,
  conversation_updated: (conversation) => {
    state.conversations = [conversation, ...without(conversation.id)].sort((a, b) => (a.updated_at + a.id < b.updated_at + b.id ? 1 : -1));
    drawConversations();
  },
  conversation_deleted: ({ conversation_id }) => {
    state.conversations = without(conversation_id);
    if (state.open === conversation_id) { begin(); notice("This conversation was deleted."); } else drawConversations();
  },
  mode_changed: ({ conversation_id, mode }) => { const found = state.conversations.find((one) => one.id === conversation_id); if (found) found.mode = mode; drawConversations(); },
  notification: async (news) => { const { kind, subject } = news; bell.heard(news); if (kind.startsWith("draft_") && state.messages.has(subject.message_id)) apply(await api.ask("GET", `/api/messages/${subject.message_id}`)); },
  notifications_read: bell.unreadChanged,
  message_error: (problem) => { if (!problem.message_id) notice(problem.detail); },
};
function change(id, fields) { const known = state.messages.get(id); if (known && !final(known)) { state.messages.set(id, { ...known, ...fields }); draw(); } }

const act = {
  stop: (message) => state.socket.call("stop_generation", { message_id: message.id }).catch(() => notice("Not connected. Try again.")),
  again: async (message) => { const done = await state.socket.call("regenerate", { message_id: message.id }).catch(() => null); if (done?.ok) apply(done.answer); else notice(done?.error.detail ?? "Not connected. Try again."); },
  log: (message, changes) => settle("confirm_draft", { message_id: message.id, changes }),
  dismiss: (message) => settle("dismiss_draft", { message_id: message.id }),
  say: (text) => send(text),
  draw: () => draw(),
  partsOf: (message) => state.again.get(message.id)?.chips ?? message.understood.parts ?? [],
  againOf: (message) => state.again.get(message.id),
  askAgain: (message, part) => askAgain(message, part).catch((error) => notice(error.message)),
  jump: (action) => jump(action).catch((error) => notice(error.message)),
  keep: (action) => api.file(action.path).then(({ url, name }) => { make("a", { href: url, download: name }).click(); later(url); }).catch((error) => notice(error.message)),
  look: (action) => action.path.startsWith("/api/verdicts") ? showScores() : api.file(action.path).then(({ url }) => { window.open(url, "_blank", "noopener"); later(url); }).catch((error) => notice(error.message)),
  refresh: async (message) => { if (message.refreshed) return; const fresh = await api.ask("GET", `/api/messages/${message.id}`); state.messages.set(message.id, { ...fresh, refreshed: true }); draw(); },
};

/** The question of an answer without one of its parts; without a part, as it was asked first. */
async function askAgain(message, part) {
  const open = state.open;
  const answer = part && await api.ask("POST", "/api/trading/query", part.without);
  await api.ask("PUT", `/api/conversations/${open}/thread/query`, answer ? part.without : message.understood.query); // what is said next leans on it
  if (state.open !== open) return;
  if (answer) state.again.set(message.id, answer); else state.again.delete(message.id);
  draw();
}

const later = (url) => setTimeout(() => URL.revokeObjectURL(url), 60_000);

/** To a message: its conversation is opened and what stood around it is read, where it is not there yet. */
async function jump({ conversation_id, message_id, path }) {
  if (state.open !== conversation_id) await show(conversation_id);
  if (!state.messages.has(message_id)) {
    for (const message of (await api.ask("GET", path)).items) state.messages.set(message.id, message);
    draw();
  }
  state.found = message_id;
  markFound()?.scrollIntoView({ block: "center" });
}
/** What was looked for stays marked until another conversation is shown. */
function markFound() {
  const found = state.found && document.querySelector(`[data-id="${state.found}"]`);
  found?.classList.add("found");
  return found;
}

async function showScores() {
  const page = byId("scores-page");
  try {
    const [scores, picture] = await Promise.all([api.ask("GET", "/api/verdicts/scores"), api.file("/api/verdicts/reliability?format=svg")]);
    page.querySelector("div").replaceChildren(...scoresPage(scores, picture.url));
    later(picture.url);
    page.showModal();
  } catch (error) { notice(error.message); }
}
byId("scores").onclick = showScores;
byId("scores-close").onclick = () => byId("scores-page").close();

async function settle(event, payload) {
  const done = await state.socket.call(event, payload).catch(() => null);
  if (done?.ok) apply(done.message);
  else notice(wrong(done?.error) ?? "Not connected. Try again.");
}
function wrong(error) {
  const first = error?.errors?.[0];
  const field = first?.field.split(".").findLast((part) => !/^\d+$/.test(part)).replaceAll("_", " ");
  return first ? `${field}: ${first.message}` : error?.detail;
}

function draw() {
  const finals = [...state.messages.values()];
  const place = (message) => { const question = message.parent_message_id && state.messages.get(message.parent_message_id); return question ? question.seq + (message.branch_index + 1) / 1000 : message.seq ?? Infinity; };
  finals.sort((a, b) => place(a) - place(b));
  const waiting = outbox().filter((one) => (one.conversation_id ?? null) === state.open).map((one) => ({
    id: one.client_message_id, type: "user", content: one.content ?? "", images: one.shown ?? [], status: "saved", waiting: true }));
  const log = byId("messages");
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const shown = [...finals, ...waiting];
  const last = shown.at(-1)?.id;
  redraw(log, (shown.length ? shown.map((message) => messageElement(message, act, message.id === last)) : [emptyState((text) => { byId("words").value = text; byId("words").focus(); count(); })]));
  markFound();
  if (near) log.scrollTop = log.scrollHeight;
}

// --- composer ----------------------------------------------------------------------------------------------------
function notice(text) { byId("notice").textContent = text; if (text) setTimeout(() => { if (byId("notice").textContent === text) byId("notice").textContent = ""; }, 8000); }
function count() { const length = byId("words").value.length; byId("count").textContent = length > LONGEST - 500 ? `${length} of ${LONGEST}` : ""; account.keepDraft(byId("words").value); }
byId("words").oninput = count;
byId("words").onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); byId("composer").requestSubmit(); } };
byId("attach").onclick = () => byId("file").click();
byId("file").onchange = (event) => { add(event.target.files); event.target.value = ""; };
document.onpaste = (event) => { if (event.clipboardData?.files.length) add(event.clipboardData.files); };
document.ondragover = (event) => { event.preventDefault(); byId("composer").classList.add("over"); };
document.ondragleave = () => byId("composer").classList.remove("over");
document.ondrop = (event) => { event.preventDefault(); byId("composer").classList.remove("over"); if (!byId("desk").hidden) add(event.dataTransfer.files); };

async function add(files) {
  for (const file of files) {
    const bar = make("progress", { max: 1, value: 0 });
    const figure = make("figure", {}, make("img", { src: URL.createObjectURL(file), alt: file.name }), bar);
    const picture = { figure, upload: null };
    figure.append(make("button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => { state.pictures = state.pictures.filter((one) => one !== picture); figure.remove(); } }, "\u00d7"));
    state.pictures.push(picture);
    byId("pictures").append(figure);
    try { picture.upload = await api.upload(file, (part) => { bar.value = part; }); bar.remove(); }
    catch (error) { notice(error.message); state.pictures = state.pictures.filter((one) => one !== picture); figure.remove(); }
  }
}
byId("composer").onsubmit = (event) => {
  event.preventDefault();
  const content = byId("words").value.trim();
  if (state.pictures.some((one) => !one.upload)) return notice("The chart is still on its way up.");
  if (!content && !state.pictures.length) return notice("Write a few words, or add a chart.");
  if (content.length > LONGEST) return notice(`A message may have ${LONGEST} characters.`);
  const uploads = state.pictures.map((one) => one.upload);
  state.pictures = [];
  byId("pictures").replaceChildren();
  byId("words").value = "";
  count();
  send(content, uploads);
};

/** Put a message into the outbox, from where it goes as soon as there is a connection. */
function send(content, uploads = []) {
  keepOutbox([...outbox(), { client_message_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, content, mode: byId("mode").value,
    conversation_id: state.open ?? undefined, upload_ids: uploads.map((one) => one.id), shown: uploads }]);
  draw();
  empty();
}

/** Send what is in the outbox, one after the other, each again with the same id until it is acknowledged. */
async function empty(pause = 1000) {
  if (state.sending || !state.socket?.live || account.isOver()) return;
  state.sending = true;
  try {
    for (let item; (item = outbox()[0]);) {
      const { shown, ...payload } = item;
      const answer = await state.socket.call("send_message", payload);
      if (account.isOver()) return;
      if (!answer.ok && answer.error.status === 429) { notice(answer.error.detail); setTimeout(empty, (answer.error.retry_after ?? 5) * 1000); return; }
      keepOutbox(outbox().filter((one) => one.client_message_id !== item.client_message_id).map((one) =>
        answer.ok && !one.conversation_id && !item.conversation_id ? { ...one, conversation_id: answer.message.conversation_id } : one));
      if (!answer.ok) { notice(answer.error.errors?.[0]?.message ?? answer.error.detail); byId("words").value ||= item.content; count(); draw(); continue; }
      if (!item.conversation_id && state.open === null) { state.open = answer.message.conversation_id; listConversations(); }
      apply(answer.message);
      apply(answer.answer);
      draw();
    }
  } catch { setTimeout(() => { state.sending = false; empty(Math.min(8000, pause * 2)); }, pause * (0.75 + Math.random() / 2)); return; }
  finally { state.sending = false; }
}

function askWhoItIs() {
  byId("sign-in-form").reset();
  byId("sign-in-error").textContent = account.why() ?? "";
  byId("sign-in-error").hidden = !byId("sign-in-error").textContent;
  byId("sign-in").hidden = false;
}
if (account.remembers()) api.renew().then(enter, askWhoItIs);
else askWhoItIs();
