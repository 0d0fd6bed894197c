// Draws plots as SVG that follow the reader's light or dark theme: rows with a label and marks, and an axis below.

export type Mark = {
  readonly at: number;
  /** Drawn as a thin line from the minimum to the maximum. */
  readonly range?: readonly [number, number];
  readonly shape: "bar" | "dot" | "ring" | "tick";
  readonly isOurs: boolean;
};
export type Row = {
  readonly label: string;
  readonly marks: readonly Mark[];
  readonly text?: string;
  readonly gap?: true;
};
export type Plot = {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly Row[];
  readonly isLogarithmic?: true;
  /** The value at which a vertical line crosses all rows. */
  readonly line?: number;
};

const WIDTH = 760;
const LABEL_WIDTH = 236;
const VALUE_WIDTH = 90;
const ROW_HEIGHT = 26;
const GROUP_GAP = 12;
const TOP_MARGIN = 46;
const BOTTOM_MARGIN = 40;

export const STYLE = `
.paper{fill:#fff}text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:15px}.soft{fill:#59636e}.grid{stroke:#d8dee4}.line{stroke:#59636e;stroke-dasharray:4 3}
.ours{fill:#bf5600;stroke:#bf5600}.theirs{fill:#6e7781;stroke:#6e7781}.ring{fill:#fff;stroke-width:2}
@media(prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#30363d}
.line{stroke:#9198a1}.ours{fill:#f5a34c;stroke:#f5a34c}.theirs{fill:#8b949e;stroke:#8b949e}.ring{fill:#0d1117}}
`.replaceAll("\n", "");

export const round = (value: number) => Math.round(value * 10) / 10;
export const escapeXml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Returns multiples of 1, 2 or 5 times a power of ten, four to eight of them up to `max`. */
export function ticks(max: number): number[] {
  const roughStep = max / 6;
  const power = 10 ** Math.floor(Math.log10(roughStep));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= roughStep) ?? roughStep;
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, at) => at * step);
}

function powersOfTen(min: number, max: number): number[] {
  const [from, to] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
}

/** Returns a short label such as 2 M, 500 k or 0.1. */
export function formatTick(value: number): string {
  if (value >= 1e6) return `${round(value / 1e6)} M`;
  if (value >= 1e4) return `${round(value / 1e3)} k`;
  return Number(value.toPrecision(3)).toLocaleString("en");
}

function drawMark({ at, range, shape, isOurs }: Mark, x: (value: number) => number, y: number): string {
  const side = isOurs ? "ours" : "theirs";
  const middle = round(x(at));
  const whisker =
    range === undefined || range[0] === range[1]
      ? ""
      : `<line class="${shape === "bar" ? "grid" : side}" stroke-width="1.5" x1="${round(x(range[0]))}" x2="${round(x(range[1]))}" y1="${y}" y2="${y}"/>`;
  if (shape === "bar") {
    const from = x(0);
    return `<rect class="${side}" x="${from}" y="${y - 8}" width="${round(Math.max(1, middle - from))}" height="16" rx="2"/>${whisker}`;
  }
  if (shape === "tick")
    return `<line class="${side}" stroke-width="2" x1="${middle}" x2="${middle}" y1="${y - 6}" y2="${y + 6}"/>`;
  return `${whisker}<circle class="${side}${shape === "ring" ? " ring" : ""}" cx="${middle}" cy="${y}" r="5"/>`;
}

/** Returns the plot as an SVG document. */
export function drawSvgPlot({ title, unit, rows, isLogarithmic, line }: Plot): string {
  const values = rows.flatMap(({ marks }) => marks.flatMap(({ at, range }) => [at, ...(range ?? [])]));
  const [min, max] = [Math.min(...values), Math.max(...values, line ?? 0)];
  const at = isLogarithmic ? powersOfTen(min, max) : ticks(max * 1.05);
  const [from, to] = isLogarithmic
    ? [Math.log10(at[0] as number), Math.log10(at.at(-1) as number)]
    : [0, Math.max(max * 1.05, at.at(-1) as number)];
  const x = (value: number) =>
    LABEL_WIDTH +
    (((isLogarithmic ? Math.log10(value) : value) - from) / (to - from)) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH);
  let y = TOP_MARGIN;
  const body = rows.map(({ label, marks, text, gap }) => {
    if (gap) y += GROUP_GAP;
    const middle = y + ROW_HEIGHT / 2;
    y += ROW_HEIGHT;
    const shown =
      text === undefined
        ? ""
        : `<text class="soft" x="${WIDTH - VALUE_WIDTH + 8}" y="${middle + 4}">${escapeXml(text)}</text>`;
    const own = `<text x="${LABEL_WIDTH - 12}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>`;
    return own + marks.map((mark) => drawMark(mark, x, middle)).join("") + shown;
  });
  const down = (value: number, kind: string) =>
    `<line class="${kind}" x1="${round(x(value))}" x2="${round(x(value))}" y1="${TOP_MARGIN - 4}" y2="${y + 4}"/>`;
  const grid = at.map(
    (value) =>
      `${down(value, "grid")}<text class="soft" x="${round(x(value))}" y="${y + 20}" text-anchor="middle">${formatTick(value)}</text>`,
  );
  const height = y + BOTTOM_MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title><style>${STYLE}</style><rect class="paper" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="16" y="26">${escapeXml(title)}</text>`,
    `<text class="soft" x="${WIDTH - 16}" y="26" text-anchor="end">${escapeXml(unit)}</text>`,
    ...grid,
    line === undefined ? "" : down(line, "line"),
    ...body,
    "</svg>\n",
  ].join("\n");
}
