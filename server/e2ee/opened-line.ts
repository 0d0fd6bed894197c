// The lines that `mayfly open` prints: for people, and as JSON for programs. Rule C18.
import type { BodyOf } from "#protocol/e2ee/event-body";
import type { EventClass } from "#protocol/e2ee/event-envelope";

/** `right`: the member signed it. `other_key`: they did, or somebody else, with another key than theirs so far. */
export type SignatureState = "right" | "wrong" | "other_key";

/** Where an event stands, as the server says. A `seq` of 0 is none. */
export type Place = {
  readonly seq: number;
  readonly id?: string;
  readonly timestamp?: string;
  readonly digest?: string;
};

type OpenedBody = { readonly [C in EventClass]: { readonly type: C; readonly body?: BodyOf[C] } }[EventClass];
export type OpenedLine = Partial<Place> & {
  readonly userId?: string;
  readonly name?: string;
  readonly writtenAt?: string;
  /** The seq of the message that it is about. */
  readonly about?: number;
  readonly signature?: SignatureState;
  readonly memberKey?: string;
  /** Why it can't be believed, or what a note says. */
  readonly text?: string;
  readonly isBad?: boolean;
} & (OpenedBody | { readonly type: "note" | "problem" });

export const noteLine = (place: Place, text: string): OpenedLine => ({ type: "note", ...place, text });
export const problemLine = (text: string): OpenedLine => ({ type: "problem", text, isBad: true });

/** Later than this after it was written, an event was held back by somebody. */
const MAX_DELAY_MS = 5 * 60_000;
/** What a terminal obeys, and what turns the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

const safe = (text: string) => text.replace(UNSAFE, "\u{fffd}");
const safeLines = (text: string) => text.split(/\r?\n/).map(safe).join("\n     ");

export function jsonOfLine({ isBad, ...line }: OpenedLine): string {
  const json = JSON.stringify({ ok: isBad !== true, ...line });
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function textOfLine(line: OpenedLine): string {
  const { type, seq, timestamp = "", userId, name, text, isBad, signature } = line;
  const place = [seq ? `#${seq}` : "", INSTANT.test(timestamp) ? `${timestamp.slice(0, 19)}Z` : ""];
  // Names aren't anybody's alone in such rooms.
  const who = userId && `${safe(name ?? "Member")} (${safe(userId).slice(0, 4)})`;
  const otherKey = signature === "other_key" ? "[with another key than before] " : "";
  const saying = type === "note" || type === "problem" ? "" : sayingOf(line);
  const what = [text === undefined ? "" : safe(text), saying].filter((part) => part !== "").join("; it says: ");
  const mark = isBad ? "BAD " : type === "note" ? "note" : "ok  ";
  const parts = [mark, ...place, who && `${who}:`, `${otherKey}${what}${delayOf(line)}`];
  return parts.filter((part) => part).join(" ");
}

function sayingOf(line: OpenedLine): string {
  const { about } = line;
  switch (line.type) {
    case "chat":
    case "edit": {
      if (line.body === undefined) return "";
      const { text, reply, files = [] } = line.body;
      const answer = reply === undefined ? "" : `reply to #${safe(reply.id.split("-").at(-1) ?? "")}: `;
      const withFiles = files.length === 0 ? "" : ` [files: ${files.map(({ id }) => safe(id)).join(", ")}]`;
      return `${line.type === "edit" ? `edited #${about}: ` : ""}${answer}${safeLines(text)}${withFiles}`;
    }
    case "react":
      return line.body === undefined ? "" : `${line.body.on ? "put" : "took back"} ${line.body.emoji} on #${about}`;
    case "pin":
      return `pinned #${about}`;
    case "unpin":
      return `unpinned #${about}`;
    case "profile":
      return line.body === undefined ? "" : `is called ${safe(line.body.name)}`;
    case "title":
      return line.body === undefined ? "" : `called the room ${safe(line.body.title)}`;
    default:
      return "";
  }
}

function delayOf({ timestamp, writtenAt }: OpenedLine): string {
  if (timestamp === undefined || writtenAt === undefined) return "";
  const delay = Math.abs(Date.parse(timestamp) - Date.parse(writtenAt));
  return delay > MAX_DELAY_MS ? ` (written ${writtenAt.slice(0, 19)}Z, by its writer's clock)` : "";
}
