// Keeps the shell of the app on this device. Data is never kept here: what the API says is asked for each time.
const BUILD = "BUILD";
const FILES = ["FILES"];
const KEPT = `coach-shell-${BUILD}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

/** One file after the other: all at once would take every connection that the page itself waits for. */
async function keepShell() {
  const cache = await caches.open(KEPT);
  for (const file of FILES) {
    const before = file.startsWith("/assets/") ? await caches.match(file) : undefined; // its name says what is in it
    if (before) await cache.put(file, before);
    else await cache.add(file);
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("coach-shell-") && name !== KEPT) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && !/^\/(?:api|media|health)(?:\/|$)/.test(url.pathname);
  if (isPage) {
    event.respondWith(fetch(request).catch(() => caches.match("/")));
    return;
  }
  if (!FILES.includes(url.pathname)) return;
  event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

self.addEventListener("push", (event) => {
  const news = newsOf(event.data);
  const options = { body: news.body, tag: news.id, icon: "/icon-192.png", data: { path: pathOf(news.path) } };
  event.waitUntil(self.registration.showNotification(news.title || "Elite Trading Coach", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

/** What came; a browser must show something for every push, whatever it holds. */
function newsOf(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

/** A place of this app, and no other. */
function pathOf(path) {
  const url = new URL(String(path ?? "/notifications"), self.location.origin);
  return url.origin === self.location.origin ? url.pathname + url.search : "/notifications";
}

/** In a window of the app that is open, without loading it anew: somebody may be typing there. */
async function open(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const apps = windows.filter((each) => new URL(each.url).pathname !== "/");
  const app = apps.find((each) => each.focused) ?? apps[0];
  if (app === undefined) return self.clients.openWindow(path);
  app.postMessage({ open: path });
  return app.focus();
}
