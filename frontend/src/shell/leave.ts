// Signing out: nothing that its owner typed stays on this device, and the window begins anew.
import { onDevice } from "@/api/kept";
import { ownerId, signOut } from "@/api/sign-in";
import { forgetOwner } from "@/live/local-database";
import { endHere } from "@/notifications/push/browser-push";

const OLDER = ["coach.outbox.", "coach.draft."]; // where the page before this app kept what was typed

export async function leave(): Promise<void> {
  const owner = ownerId();
  const goodbye = signOut();
  await endHere().catch(() => undefined);
  if (owner !== null) {
    for (const name of OLDER) onDevice.removeItem(name + owner);
    await forgetOwner(owner).catch(() => undefined);
  }
  await goodbye;
  location.reload();
}
