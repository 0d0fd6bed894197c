/** Two words that are more edits apart than this resemble each other only by chance. */
const MAX_EDITS = 3;

/** Returns the known word closest to a mistyped one, or undefined when none is close. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const candidates = known.map((candidate) => ({ candidate, edits: editDistance(word, candidate) }));
  const best = candidates.sort((a, b) => a.edits - b.edits)[0];
  return best !== undefined && best.edits <= MAX_EDITS ? best.candidate : undefined;
}

/** Returns the Levenshtein distance, computed row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const substitution = from[line - 1] === to[column - 1] ? 0 : 1;
      next[column] = Math.min(
        (row[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (row[column - 1] ?? 0) + substitution,
      );
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
