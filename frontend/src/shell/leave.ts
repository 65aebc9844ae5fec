// Signing out: nothing that its owner typed stays on this device, and the window begins anew.
import { ownerId, signOut } from "@/api/sign-in";
import { forgetOwner } from "@/live/local-database";

export async function leave(): Promise<void> {
  const owner = ownerId();
  const goodbye = signOut();
  if (owner !== null) await forgetOwner(owner).catch(() => undefined);
  await goodbye;
  location.reload();
}
