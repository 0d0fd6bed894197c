// Draws curves as an SVG document: panels side by side, sizes on a logarithmic scale, costs on a linear one from zero.

import { formatNumber } from "../harness/statistics.ts";
import { escapeXml, formatTick, round, STYLE, ticks } from "./svg-plot.ts";

export type Curve = {
  readonly title: string;
  readonly unit: string;
  /** From the smallest size on. */
  readonly points: readonly { readonly size: number; readonly cost: number }[];
};

const WIDTH = 760;
const COLUMNS = 2;
const PANEL = { width: WIDTH / COLUMNS, height: 206 };
/** Where in a panel the axes are. */
const FRAME = { left: 62, right: 24, top: 40, bottom: 34 };
const TOP_MARGIN = 40;

/** Zero has no logarithm; it stands one decade below the next size. */
const exponentOf = (size: number, smallest: number) => Math.log10(size === 0 ? smallest / 10 : size);

function drawPanel({ title, unit, points }: Curve, left: number, top: number): string {
  const [x0, x1] = [left + FRAME.left, left + PANEL.width - FRAME.right];
  const [y0, y1] = [top + PANEL.height - FRAME.bottom, top + FRAME.top];
  const smallest = Math.min(...points.map(({ size }) => size).filter((size) => size > 0));
  const exponents = points.map(({ size }) => exponentOf(size, smallest));
  const [from, to] = [Math.min(...exponents), Math.max(...exponents)];
  const max = Math.max(...points.map(({ cost }) => cost)) * 1.08 || 1;
  const x = (exponent: number) => round(x0 + ((exponent - from) / (to - from || 1)) * (x1 - x0));
  const y = (cost: number) => round(y0 - (cost / max) * (y0 - y1));
  const grid = ticks(max).map(
    (cost) =>
      `<line class="grid" x1="${x0}" x2="${x1}" y1="${y(cost)}" y2="${y(cost)}"/><text class="soft" x="${x0 - 8}" y="${y(cost) + 4}" text-anchor="end">${formatTick(cost)}</text>`,
  );
  let labelledUpTo = Number.NEGATIVE_INFINITY;
  const sizes = points.flatMap(({ size }, at) => {
    const middle = x(exponents[at] as number);
    // Labels that would overlap are left out.
    if (middle - labelledUpTo < 44) return [];
    labelledUpTo = middle;
    return [`<text class="soft" x="${middle}" y="${y0 + 20}" text-anchor="middle">${formatTick(size)}</text>`];
  });
  const path = points.map(({ cost }, at) => `${at === 0 ? "M" : "L"}${x(exponents[at] as number)} ${y(cost)}`).join("");
  const dots = points.map(
    ({ size, cost }, at) =>
      `<circle class="ours" cx="${x(exponents[at] as number)}" cy="${y(cost)}" r="3.5"><title>${formatTick(size)}: ${formatNumber(cost)} ${escapeXml(unit)}</title></circle>`,
  );
  return [
    `<text x="${left + 16}" y="${top + 22}">${escapeXml(title)}, ${escapeXml(unit)}</text>`,
    ...grid,
    ...sizes,
    `<path class="ours" style="fill:none" stroke-width="2" d="${path}"/>`,
    ...dots,
  ].join("\n");
}

/** Returns the panels as one SVG document. */
export function drawSvgCurves(title: string, curves: readonly Curve[]): string {
  const height = TOP_MARGIN + Math.ceil(curves.length / COLUMNS) * PANEL.height + 8;
  const panels = curves.map((curve, at) =>
    drawPanel(curve, (at % COLUMNS) * PANEL.width, TOP_MARGIN + Math.floor(at / COLUMNS) * PANEL.height),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title><style>${STYLE}</style><rect class="paper" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="16" y="26">${escapeXml(title)}</text>`,
    ...panels,
    "</svg>\n",
  ].join("\n");
}
