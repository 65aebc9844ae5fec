// Signing out: nothing that its owner typed stays on this device, and the window begins anew.
import { onDevice } from "@/api/kept";
import { ownerId, signOut } from "@/api/sign-in";
import { forgetOwner } from "@/live/local-database";

const OLDER = ["coach.outbox.", "coach.draft."]; // where the page before this app kept what was typed

export async function leave(): Promise<void> {
  const owner = ownerId();
  const goodbye = signOut();
  await endPushesHere().catch(() => undefined);
  if (owner !== null) {
    for (const name of OLDER) onDevice.removeItem(name + owner);
    await forgetOwner(owner).catch(() => undefined);
  }
  await goodbye;
  location.reload();
}

async function endPushesHere(): Promise<void> {
  const { endHere } = await import("@/notifications/push/browser-push");
  await endHere();
}
