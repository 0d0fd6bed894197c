// Who reacted, by the names that are known here.
import { w } from "../i18n/t.ts";

type Named = { readonly id: string; readonly name: string };

/** @param people whose names are known; the last of several names is the newest */
export function reactors(
  ids: readonly string[],
  youId: string | undefined,
  people: readonly Named[],
): { names: string[]; others: number } {
  const known = new Map(people.map(({ id, name }) => [id, name]));
  const names = ids.flatMap((id) => (id === youId ? w().you : (known.get(id) ?? [])));
  return { names, others: ids.length - names.length };
}
