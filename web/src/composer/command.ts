// Commands as other chats have them: what becomes of a message that begins with a slash and a word.
import { parseInline } from "../message/markdown/inline.ts";

/** A path goes on after its first word, and two slashes begin no word. */
const COMMAND = /^\/(\p{L}+)(?:\s+|$)/u;
/** What is being written as the first word. */
const BEGUN_COMMAND = /^\/\p{L}*$/u;

export const SHRUG = "¯\\_(ツ)_/¯";

/** The commands that become a message. The others are nothing but text. */
export const COMMANDS = ["/me", "/shrug"] as const;

/** Returns the command a text begins with, such as "/help"; undefined if it begins with none. */
export function commandOf(text: string): string | undefined {
  return COMMAND.exec(text)?.[0].trim();
}

/** Returns the commands that begin with what is written; undefined if the caret is not in the first word of the text. */
export function completeCommand(text: string, caret: number): (typeof COMMANDS)[number][] | undefined {
  const written = text.slice(0, caret);
  if (!BEGUN_COMMAND.test(written) || caret < text.length) return undefined;
  // A command that is complete without more is not in the way of Enter.
  return written === "/shrug" ? [] : COMMANDS.filter((command) => command.startsWith(written.toLowerCase()));
}

/** Returns a line in italics, with the mark that its own marks leave its meaning. */
function inItalics(line: string): string {
  const isItalic = (marked: string) => {
    const [first, ...others] = parseInline(marked);
    return first?.is === "em" && others.length === 0;
  };
  return ["_", "*"].map((mark) => mark + line + mark).find(isItalic) ?? line;
}

/** Returns the message that a text with a command stands for; undefined if the command is unknown, or says nothing. */
export function messageOfCommand(text: string): string | undefined {
  const command = commandOf(text)?.toLowerCase();
  const rest = text.replace(COMMAND, "").trim();
  if (command === "/shrug") return rest === "" ? SHRUG : `${rest} ${SHRUG}`;
  return command === "/me" && rest !== "" ? rest.replace(/\S(?:.*\S)?/g, inItalics) : undefined;
}
