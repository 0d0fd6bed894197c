// Draws QR codes into a terminal, beside each other. Rule C9.
import { renderUnicodeCompact } from "uqr";

export type QrCode = { readonly caption: string; readonly url: string };

const INDENT = "  ";
const GAP = "   ";

/**
 * Returns the lines of as many of the codes as fit beside each other, the first ones; none where not even one does, for a
 * wrapped code can't be read. Captions are shorter than codes are wide.
 */
export function drawQrCodes(codes: readonly QrCode[], columns: number): string[] {
  const drawn: { lines: string[]; blank: string }[] = [];
  let width = INDENT.length - GAP.length;
  for (const { caption, url } of codes) {
    const rows = renderUnicodeCompact(url, { border: 2 }).split("\n");
    const codeWidth = rows[0]?.length ?? 0;
    width += GAP.length + codeWidth;
    if (width > columns) break;
    drawn.push({ lines: [caption.padEnd(codeWidth), ...rows.map(lightOnDark)], blank: " ".repeat(codeWidth) });
  }
  const height = Math.max(0, ...drawn.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, row) => {
    const line = drawn.map(({ lines, blank }) => lines[row] ?? blank).join(GAP);
    return `${INDENT}${line}`.trimEnd();
  });
}

/**
 * Sets light on dark, which every camera reads, instead of the terminal's own colours. The last row is the upper half of a
 * line, the rest of which is no part of the code.
 */
const lightOnDark = (row: string) => `\u001b[38;5;231${/^▀+$/.test(row) ? "" : ";48;5;16"}m${row}\u001b[0m`;
