// Where a key leads in rows of cells. Left and right are what the eye sees, so that they swap where text runs right to
// left; a row's end goes on in the next.

export type Cell = { readonly row: number; readonly column: number };

const PAGE_ROWS = 5;

/**
 * @param rows how many cells each row has, none of them 0
 * @returns undefined where the key means nothing, or leads beyond the first or the last cell
 */
export function gridStep(rows: readonly number[], from: Cell, key: string, isRtl: boolean): Cell | undefined {
  const last = rows.length - 1;
  const inRow = (row: number): Cell => ({ row, column: Math.min(from.column, (rows[row] ?? 1) - 1) });
  const along = (step: 1 | -1): Cell | undefined => {
    const column = from.column + step;
    if (column >= 0 && column < (rows[from.row] ?? 0)) return { row: from.row, column };
    const row = from.row + step;
    if (row < 0 || row > last) return undefined;
    return { row, column: step > 0 ? 0 : (rows[row] ?? 1) - 1 };
  };
  switch (key) {
    case "ArrowRight":
      return along(isRtl ? -1 : 1);
    case "ArrowLeft":
      return along(isRtl ? 1 : -1);
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

/** So many cells in rows of so many: [8, 8, 3]. */
export function rowsOf(count: number, columns: number): number[] {
  return Array.from({ length: Math.ceil(count / columns) }, (_, row) => Math.min(columns, count - row * columns));
}
