// Keeps the shell of the app on this device. Data is never kept here: what the API says is asked for each time.
const BUILD = "BUILD";
const FILES = ["FILES"];
const KEPT = `coach-shell-${BUILD}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

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
  const news = event.data?.json() ?? {};
  const options = { body: news.body, tag: news.id, icon: "/icon-192.png", data: { path: news.path ?? "/" } };
  event.waitUntil(self.registration.showNotification(news.title ?? "Elite Trading Coach", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.path));
});
