import { MAX_NAME_LENGTH } from "#protocol/limits";
import { countCharacters } from "#protocol/text";

/** As the server compares names. */
const fold = (name: string) => name.normalize("NFKC").toLowerCase();

/**
 * Says what became of a chosen name in a room: whether the name we have there is the chosen one with a number, because
 * somebody else has it.
 * @param others the names of the others who are present
 * @returns undefined if the name is as it was chosen, or not changed yet; else whether somebody present has the chosen name,
 * or it is kept for an account that isn't here
 */
export function takenName(chosen: string, have: string, others: readonly string[]): "present" | "reserved" | undefined {
  const base = have.replace(/ \d+$/, "");
  const isCut = countCharacters(have) === MAX_NAME_LENGTH && chosen.startsWith(base);
  if (base === have || chosen === have || !(base === chosen || isCut)) return undefined;
  return others.some((name) => fold(name) === fold(chosen)) ? "present" : "reserved";
}
