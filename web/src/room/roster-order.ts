import type { PresentMember, Role } from "#protocol/frames";
import { foldForSearch } from "../i18n/fold-for-search.ts";
import { memoizeByLocale } from "../i18n/plural.ts";

const collators = memoizeByLocale((locale) => new Intl.Collator(locale, { numeric: true, sensitivity: "base" }));

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/**
 * Sorts members for the roster: you, the owner, admins, everybody else, and those away last; each by name.
 * @param locale the language by whose rules names are sorted; numbers in them are sorted by their size
 * @param count only so many, the first: of thousands, this takes a tenth of the time that all of them would
 */
export function sortRoster(
  members: readonly PresentMember[],
  you: string | undefined,
  locale: string,
  count = members.length,
): PresentMember[] {
  const { compare } = collators(locale);
  const place = ({ id, away, role }: PresentMember) => (id === you ? -1 : away ? 3 : RANK[role]);
  const order = (one: PresentMember, other: PresentMember) =>
    place(one) - place(other) || compare(one.name, other.name);
  if (count >= members.length) return [...members].sort(order);
  const first: PresentMember[] = [];
  for (const member of members) {
    const last = first[count - 1];
    if (last === undefined || order(member, last) < 0) {
      let [from, to] = [0, first.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (order(member, first[middle] as PresentMember) < 0) to = middle;
        else from = middle + 1;
      }
      first.splice(from, 0, member);
      first.length = Math.min(first.length, count);
    }
  }
  return first;
}

/** Returns a function that tells whether a member's name contains what was searched for. */
export function createNameMatcher(search: string): (member: { readonly name: string }) => boolean {
  const folded = foldForSearch(search.trim());
  return folded === "" ? () => true : ({ name }) => foldForSearch(name).includes(folded);
}
