// What a mistyped word probably meant.

/** The known word that takes the fewest changed letters, if few enough to be a slip. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const steps = known.map((candidate) => ({ candidate, steps: editSteps(word, candidate) }));
  const best = steps.sort((a, b) => a.steps - b.steps)[0];
  return best !== undefined && best.steps <= 3 ? best.candidate : undefined;
}

/** Levenshtein's distance, row by row. */
function editSteps(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const same = from[line - 1] === to[column - 1] ? 0 : 1;
      next[column] = Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (row[column - 1] ?? 0) + same);
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
