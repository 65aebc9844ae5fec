// A newer build waits until the trader wants it: nothing reloads under somebody who types.
import { useEffect, useState } from "react";
import { Button } from "@/ui/button";
import { whenIdle } from "@/ui/idle";

/** Notes lie above the top of the page, so that nothing below moves when one comes or goes. */
export const NOTE = "rounded-b-md border border-t-0 border-line bg-raised px-4 py-1 text-sm shadow-lg";

export function UpdateNote() {
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null);
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    let isOver = false;
    const show = (worker: ServiceWorker | null) => !isOver && setWaiting(worker);
    const forget = whenIdle(() => watchBuilds(show));
    return () => {
      isOver = true;
      forget();
    };
  }, []);
  if (waiting === null) return null;
  const take = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take over");
  };
  return (
    <div role="status" className={`${NOTE} pointer-events-auto flex items-center gap-3`}>
      A newer version is ready.
      <Button kind="primary" onClick={take}>
        Take it now
      </Button>
      <Button kind="quiet" onClick={() => setWaiting(null)}>
        Later
      </Button>
    </div>
  );
}

/** Keep the shell of the app on this device, and say when a newer build of it waits. */
function watchBuilds(show: (worker: ServiceWorker | null) => void): void {
  navigator.serviceWorker.register("/service-worker.js").then(
    (registration) => {
      if (registration.active) show(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const { installing, active } = registration;
        if (active === null) return; // the first build is no update
        installing?.addEventListener("statechange", () => {
          if (installing.state === "installed") show(installing);
        });
      });
    },
    () => undefined, // a browser that forbids it has the app without its shell kept
  );
}
