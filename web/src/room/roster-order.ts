import type { PresentMember, Role } from "#protocol/frames";
import { memoizeByLocale } from "../i18n/plural.ts";

const collators = memoizeByLocale((locale) => new Intl.Collator(locale, { numeric: true, sensitivity: "base" }));

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/**
 * Sorts members for the roster: you, the owner, admins, everybody else, and those away last; each by name.
 * @param locale the language by whose rules names are sorted; numbers in them are sorted by their size
 */
export function sortRoster(
  members: readonly PresentMember[],
  you: string | undefined,
  locale: string,
): PresentMember[] {
  const { compare } = collators(locale);
  const place = ({ id, away, role }: PresentMember) => (id === you ? -1 : away ? 3 : RANK[role]);
  return [...members].sort((one, other) => place(one) - place(other) || compare(one.name, other.name));
}

/** Letters without their marks and case, so that "jose" finds "José". */
const foldForSearch = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Returns whether a name contains what was searched for. */
export const matchesName = (name: string, search: string): boolean =>
  foldForSearch(name).includes(foldForSearch(search));
