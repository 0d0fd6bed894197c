// What the keys for bold, italic and code make of a field's text.

/** What to put in place of the text between two offsets, and what is selected then. */
export type Wrapped = {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly selection: readonly [from: number, to: number];
};

export type Mark = "**" | "*" | "`";

/** A line: white space and the marks of lists and quotes, what is said, and white space. */
const LINE = /^(\s*(?:(?:[-*>]|\d+[.)])\s+)*)(\S.*?)(\s*)$/;

/** How many times the mark's sign stands at the end or the beginning of a text. */
const signsAtEnd = (text: string, sign: string) => text.length - text.replace(new RegExp(`[${sign}]+$`), "").length;
const signsAtStart = (text: string, sign: string) => text.length - text.replace(new RegExp(`^[${sign}]+`), "").length;

/** Of three stars, two are bold and one is italic. */
function hasMark(signs: number, mark: Mark): boolean {
  return mark === "**" ? signs >= 2 : signs % 2 === 1;
}

function isWrapped(before: string, after: string, mark: Mark): boolean {
  const sign = mark[0] ?? "";
  return hasMark(signsAtEnd(before, sign), mark) && hasMark(signsAtStart(after, sign), mark);
}

/** Returns whether a line has the mark at both ends, and not within: two bold words are not one. */
function isWhollyMarked(said: string, mark: Mark): boolean {
  const within = said.slice(mark.length, -mark.length);
  const rest = mark === "*" ? within.replaceAll("**", "") : within;
  return said === mark + within + mark && isWrapped(said, said, mark) && !rest.includes(mark);
}

/** Puts marks around each line, as they don't reach over paragraphs, or takes them away if all lines have them. */
function toggleLines(text: string, mark: Mark): string {
  const lines = text.split("\n").map((line) => LINE.exec(line) ?? [line, line, "", ""]);
  const isOn = lines.every(([, , said = ""]) => said === "" || isWhollyMarked(said, mark));
  return lines
    .map(([, before, said = "", after]) => {
      if (said === "") return `${before}${after}`;
      const toggled = isOn ? said.slice(mark.length, -mark.length) : mark + said + mark;
      return `${before}${toggled}${after}`;
    })
    .join("\n");
}

/**
 * Puts a mark around the selection, or takes it away if the selection has it, inside or around. With nothing selected, the
 * caret gets between the two marks. Several lines of code get a fence.
 */
export function wrapSelection(value: string, from: number, to: number, mark: Mark): Wrapped {
  const [before, text, after] = [value.slice(0, from), value.slice(from, to), value.slice(to)];
  const { length } = mark;
  if (isWrapped(before, after, mark)) {
    return { from: from - length, to: to + length, text, selection: [from - length, to - length] };
  }
  if (text.trim() === "") {
    return { from, to, text: `${mark}${mark}${text}`, selection: [from + length, from + length] };
  }
  if (mark === "`" && text.includes("\n")) {
    const lead = before === "" || before.endsWith("\n") ? "" : "\n";
    const fenced = `${lead}\`\`\`\n${text.replace(/\n$/, "")}\n\`\`\`${/^(\n|$)/.test(after) ? "" : "\n"}`;
    return { from, to, text: fenced, selection: [from + lead.length, from + fenced.length] };
  }
  const toggled = toggleLines(text, mark);
  const [start, end] = [/^\s*/.exec(toggled)?.[0].length ?? 0, toggled.trimEnd().length];
  return { from, to, text: toggled, selection: [from + start, from + end] };
}
