export type Cell = { readonly row: number; readonly column: number };

const PAGE_ROWS = 5;

/**
 * Returns where a key leads in rows of cells. Left and right are as seen on the screen, also where text runs right to left;
 * beyond a row's end the next row begins.
 * @param rows how many cells each row has, none of them 0
 * @returns undefined if the key has no meaning here, or leads beyond the first or the last cell
 */
export function gridStep(rows: readonly number[], from: Cell, key: string, isRtl: boolean): Cell | undefined {
  const last = rows.length - 1;
  const inRow = (row: number): Cell => ({ row, column: Math.min(from.column, (rows[row] ?? 1) - 1) });
  const sideways = (step: 1 | -1): Cell | undefined => {
    const column = from.column + step;
    if (column >= 0 && column < (rows[from.row] ?? 0)) return { row: from.row, column };
    const row = from.row + step;
    if (row < 0 || row > last) return undefined;
    return { row, column: step > 0 ? 0 : (rows[row] ?? 1) - 1 };
  };
  switch (key) {
    case "ArrowRight":
      return sideways(isRtl ? -1 : 1);
    case "ArrowLeft":
      return sideways(isRtl ? 1 : -1);
    case "ArrowDown":
      return from.row < last ? inRow(from.row + 1) : undefined;
    case "ArrowUp":
      return from.row > 0 ? inRow(from.row - 1) : undefined;
    case "PageDown":
      return from.row < last ? inRow(Math.min(last, from.row + PAGE_ROWS)) : undefined;
    case "PageUp":
      return from.row > 0 ? inRow(Math.max(0, from.row - PAGE_ROWS)) : undefined;
    case "Home":
      return { row: from.row, column: 0 };
    case "End":
      return { row: from.row, column: (rows[from.row] ?? 1) - 1 };
    default:
      return undefined;
  }
}

/** Returns the lengths of rows that hold `count` cells: [8, 8, 3]. */
export function rowLengths(count: number, columns: number): number[] {
  return Array.from({ length: Math.ceil(count / columns) }, (_, row) => Math.min(columns, count - row * columns));
}
