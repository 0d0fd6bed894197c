import { t } from "../i18n/t.ts";

type NamedMember = { readonly id: string; readonly name: string };

/**
 * Returns the names of those who reacted, as far as they are known, and how many others there are.
 * @param people everybody whose name is known; of several entries for one person the last counts
 */
export function listReactors(
  ids: readonly string[],
  youId: string | undefined,
  people: readonly NamedMember[],
): { names: string[]; others: number } {
  const known = new Map(people.map(({ id, name }) => [id, name]));
  const names = ids.flatMap((id) => (id === youId ? t().you : (known.get(id) ?? [])));
  return { names, others: ids.length - names.length };
}
