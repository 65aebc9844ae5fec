// Every address of the app and its screen. A screen is loaded when it is first gone to, or when its link is near.
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { NotFound, ScreenError } from "@/shell/screen-error";
import { Shell } from "@/shell/shell";
import { Skeleton } from "@/ui/page";
import { onceServed } from "@/ui/part";

interface RouterContext {
  queries: QueryClient;
}

/** A screen of a module, loaded when it is gone to; while it cannot be fetched, it is waited for. */
function screen<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(onceServed(load), name);
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  notFoundComponent: NotFound,
});

function text(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : undefined;
}

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/coach", replace: true });
  },
});

const coach = createRoute({
  getParentRoute: () => root,
  path: "/coach",
  validateSearch: (search): { place?: string } => ({ place: text(search.place) }),
  component: screen(() => import("@/chat/coach-screen"), "CoachScreen"),
});
const conversation = createRoute({
  getParentRoute: () => root,
  path: "/coach/$conversationId",
  validateSearch: (search): { message?: string } => ({ message: text(search.message) }),
  component: screen(() => import("@/chat/coach-screen"), "ConversationScreen"),
});
const today = createRoute({
  getParentRoute: () => root,
  path: "/today",
  component: screen(() => import("@/record/today/today-screen"), "TodayScreen"),
});
const plans = createRoute({
  getParentRoute: () => root,
  path: "/plans",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/plans/plans-screen"), "PlansScreen"),
});
const plan = createRoute({
  getParentRoute: () => root,
  path: "/plans/$planId",
  component: screen(() => import("@/record/plans/plan-screen"), "PlanScreen"),
});
const rulebook = createRoute({
  getParentRoute: () => root,
  path: "/rulebook",
  component: screen(() => import("@/record/rulebook/rulebook-screen"), "RulebookScreen"),
});
const trades = createRoute({
  getParentRoute: () => root,
  path: "/trades",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/trades/trades-screen"), "TradesScreen"),
});
const trade = createRoute({
  getParentRoute: () => root,
  path: "/trades/$tradeId",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/trades/trade-screen"), "TradeScreen"),
});
const journal = createRoute({
  getParentRoute: () => root,
  path: "/journal",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/journal/journal-screen"), "JournalScreen"),
});
const performance = createRoute({
  getParentRoute: () => root,
  path: "/performance",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/performance/performance-screen"), "PerformanceScreen"),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/record/comparison/comparison-screen"), "ComparisonScreen"),
});
const patterns = createRoute({
  getParentRoute: () => root,
  path: "/patterns",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/coach/behaviour/patterns-screen"), "PatternsScreen"),
});
const verdicts = createRoute({
  getParentRoute: () => root,
  path: "/verdicts",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/coach/verdicts/verdicts-screen"), "VerdictsScreen"),
});
const notifications = createRoute({
  getParentRoute: () => root,
  path: "/notifications",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/notifications/notifications-screen"), "NotificationsScreen"),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: (search): Record<string, string | undefined> => texts(search),
  component: screen(() => import("@/accounts/settings/settings-screen"), "SettingsScreen"),
});

/** A filter is a link: whatever stands in the address as text is handed to the screen. */
function texts(search: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(search).map(([name, value]) => [name, text(value)]));
}

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    coach,
    conversation,
    today,
    plans,
    plan,
    rulebook,
    trades,
    trade,
    journal,
    performance,
    compare,
    patterns,
    verdicts,
    notifications,
    settings,
  ]),
  context: {} as RouterContext,
  defaultPreload: "intent",
  defaultPendingComponent: () => <Skeleton />,
  defaultErrorComponent: ScreenError,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
