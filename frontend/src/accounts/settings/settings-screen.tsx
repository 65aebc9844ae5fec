// Settings by part: who you are, how it looks, keys, what is told, the coach's memory of you, accounts, and what AI cost.
import { Link, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Page } from "@/ui/page";
import { AiPart } from "./ai-part";
import { BrokerAccountsPart } from "./broker-accounts-part";
import { CoachPart } from "./coach-part";
import { DataPart } from "./data-part";
import { LookPart } from "./look-part";
import { NotificationsPart } from "./notifications-part";
import { ProfilePart } from "./profile-part";
import { WebhooksPart } from "./webhooks-part";

const PARTS: readonly (readonly [string, string, ComponentType])[] = [
  ["profile", "Profile and sign-in", ProfilePart],
  ["look", "Look and keys", LookPart],
  ["accounts", "Trading accounts", BrokerAccountsPart],
  ["notifications", "Notifications", NotificationsPart],
  ["webhooks", "Webhooks", WebhooksPart],
  ["coach", "Coach and memory", CoachPart],
  ["ai", "AI budget", AiPart],
  ["data", "Your data", DataPart],
];

export function SettingsScreen() {
  const { part } = useSearch({ from: "/settings" });
  const [name, , Part] = PARTS.find(([known]) => known === part) ?? PARTS[0] ?? ["", "", () => null];
  return (
    <Page title="Settings">
      <div className="grid gap-6 md:grid-cols-[12rem_1fr]">
        <nav aria-label="Parts of the settings" className="flex flex-wrap gap-1 md:flex-col">
          {PARTS.map(([id, words]) => (
            <Link
              key={id}
              to="/settings"
              search={{ part: id }}
              aria-current={id === name ? "page" : undefined}
              className={`flex min-h-9 items-center rounded-md px-3 pointer-coarse:min-h-11 ${id === name ? "bg-raised font-medium" : "text-secondary hover:bg-raised"}`}
            >
              {words}
            </Link>
          ))}
        </nav>
        <div className="grid min-w-0 content-start gap-5">
          <Part />
        </div>
      </div>
    </Page>
  );
}
