// Which of what is shown depends on what another window changed. Pure.
import type { ServerToClient } from "@/api/generated/events";

export type Change = ServerToClient["changed"];
export type Resource = Change["resource"];

/** By resource the beginnings of the keys of what is made of it. */
const MADE_OF: Record<Resource, readonly string[]> = {
  trades: ["trades", "plans", "reports", "rulebook", "journal"],
  plans: ["plans", "trades", "rulebook"],
  rulebook: ["rulebook", "trades"],
  strategies: ["strategies", "trades", "reports", "plans"],
  journal: ["journal"],
  settings: ["coach", "notifications", "nudges", "plans", "accounts", "ai"],
  conversations: ["conversations"],
  demo_year: ["demo-year"],
};

export function dependsOn(resource: Resource, key: unknown): boolean {
  return typeof key === "string" && MADE_OF[resource].includes(key);
}

/** Whether a change is one of this thing: of a thing without an id, and of very many at once, every one is. */
export function isOf(
  change: Pick<Change, "resource" | "id">,
  resource: Resource,
  id: string | null,
): boolean {
  return change.resource === resource && (change.id === null || id === null || change.id === id);
}
