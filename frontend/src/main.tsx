import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Away, Refused } from "@/api/problem";
import { router } from "@/router";
import { SessionGate } from "@/shell/session";
import { applyLook, useLook } from "@/ui/look";
import { orAnew } from "@/ui/part";
import "@/theme.css";

const SignIn = lazy(orAnew(() => import("@/accounts/auth/sign-in")));
const FRESH_MILLISECONDS = 15_000; // events tell of changes; what they do not tell of is asked anew after this
const MOST_TRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MILLISECONDS,
      retry: (count, error) => count < MOST_TRIES && (error instanceof Away || isFaultOfTheServer(error)),
    },
  },
});

function isFaultOfTheServer(error: unknown): boolean {
  return error instanceof Refused && error.problem.status >= 500;
}

applyLook(useLook.getState());
const root = document.getElementById("root");
if (root === null) throw new Error("The page has no place for the app.");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <SessionGate
        door={(enter) => (
          <Suspense>
            <SignIn enter={enter} />
          </Suspense>
        )}
      >
        <RouterProvider router={router} context={{ queries }} />
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
