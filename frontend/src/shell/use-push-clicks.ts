// A notification of the browser that is clicked opens in a window that is there, without loading it anew.
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

export function usePushClicks(): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const heard = ({ data }: MessageEvent<{ open?: unknown } | null>) => {
      if (typeof data?.open === "string") void navigate({ href: data.open });
    };
    navigator.serviceWorker.addEventListener("message", heard);
    return () => navigator.serviceWorker.removeEventListener("message", heard);
  }, [navigate]);
}
