// In which order people stand in the roster: you, whoever runs the room, everybody else by name, those away last.
import type { PresentMember, Role } from "#protocol/frames";
import { once } from "../i18n/plural.ts";

const collators = once((locale) => new Intl.Collator(locale, { numeric: true, sensitivity: "base" }));

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/** @param locale by whose rules names are sorted, numbers in them by their size */
export function inOrder(members: readonly PresentMember[], you: string | undefined, locale: string): PresentMember[] {
  const { compare } = collators(locale);
  const place = ({ id, away, role }: PresentMember) => (id === you ? -1 : away ? 3 : RANK[role]);
  return members.toSorted((one, other) => place(one) - place(other) || compare(one.name, other.name));
}
