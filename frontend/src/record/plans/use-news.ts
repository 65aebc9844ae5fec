// The record changes elsewhere too: in another window, by a fill, by the clock.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { connection } from "@/live/connection";
import { plansChanged } from "./queries";

/** While the screen is shown, what is made of plans and trades is asked anew when the server tells of something. */
export function useNewsOfRecord(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const changed = () => void plansChanged(queries);
    const stops = [connection.on("performance_updated", changed), connection.on("notification", changed)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queries]);
}
