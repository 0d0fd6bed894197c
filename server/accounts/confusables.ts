import { createReplacer } from "./replace-characters.ts";

/**
 * Loads Unicode's confusables (UTS #39) and returns a function that replaces each character by the one it may be taken for.
 * Only the package's data is used: its own function builds one regular expression of all 6,000 entries, which takes 50 ms.
 */
export async function loadConfusableSkeleton(): Promise<(text: string) => string> {
  const { default: data } = await import("unhomoglyph/data.json");
  return createReplacer(new Map(Object.entries(data)));
}
