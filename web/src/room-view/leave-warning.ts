// What it means to leave a room, for this person: how they would come back, and whether to ask first.
import type { Entry, Role } from "#protocol/frames";
import type { WayBack } from "../i18n/parts/about-texts.ts";

type Leaver = {
  readonly role: Role;
  readonly entry: Entry;
  /** Whether the room has an end. */
  readonly ends: boolean;
  /** Who is here besides. */
  readonly others: readonly { readonly role: Role }[];
};

export type LeaveWarning = "ownerLeaves" | "ownerForgets" | "adminLeaves" | "lastHostLeaves" | "closed";

const WAYS_BACK: Readonly<Record<Exclude<Entry, "open">, WayBack>> = {
  password: "password",
  knock: "knock",
  locked: "invite",
  members: "invite",
};

/** Returns how somebody who leaves may come back. The owner always may, and an admin unless leaving makes them none (G12). */
export function wayBack({ role, entry, ends }: Leaver): WayBack {
  if (entry === "open" || role === "owner" || (role === "admin" && entry !== "members"))
    return ends ? "open" : "always";
  return WAYS_BACK[entry];
}

/**
 * Returns what to say before somebody leaves; undefined where they lose nothing that one line about coming back doesn't say.
 * @param forgets whether this browser forgets the room as well
 */
export function leaveWarning(leaver: Leaver, forgets: boolean): LeaveWarning | undefined {
  const { role, entry, others } = leaver;
  if (role === "owner") return forgets ? "ownerForgets" : "ownerLeaves";
  if (role === "admin" && entry === "members") return "adminLeaves";
  if (role === "admin" && others.every((other) => other.role === "member")) return "lastHostLeaves";
  return wayBack(leaver) === "invite" ? "closed" : undefined;
}
