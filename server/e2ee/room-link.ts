// The full link of an encrypted room, as somebody was given it, and the room's password behind it. Rule C17.
import { type LinkProblem, parseFragment, type RoomLink } from "#protocol/e2ee/link";
import { parseCode } from "#protocol/room-code";

export type FullLink = RoomLink & {
  readonly code: string;
  /** What the link calls the server: host, port if it is named, and base path. */
  readonly base: string;
  readonly password: string | undefined;
};

const SENTENCES: Readonly<Record<LinkProblem, string>> = {
  missing: "this link is missing its key: ask for the full link, with all that follows #",
  twice: "this link has two keys that differ",
  newer: "this link was made by a later version of Mayfly: update this one",
  version: "this link's key doesn't say its version: it was altered",
  parts: "this link's key isn't whole: ask for the full link",
  characters: "this link's key has characters that none has: it was altered",
  short: "this link's key was cut off: ask for the full link",
  long: "something was added to this link's key",
  changed: "this link's key was altered at an end",
  mixed: "this link's key has one part twice: two links were mixed up",
};
const FORM = "the first line is no full link, as in https://talk.example/CODE#e2ee=1…";
const FOR_ONE_USE = "this link is for one use, which a page in a browser has to make of it";

/** Reads a link, and the password on the line below it, or says what is wrong. Nothing of the input is repeated. */
export function readFullLink(text: string): FullLink | { problem: string } {
  const [first = "", password = ""] = text.split(/\r?\n/);
  const url = URL.parse(first.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return { problem: FORM };
  const path = url.pathname.replace(/\/board\/?$/, "").replace(/\/$/, "");
  const code = parseCode(path.slice(path.lastIndexOf("/") + 1));
  if (code === undefined) return { problem: FORM };
  const link = parseFragment(url.hash);
  if (typeof link === "string") return { problem: SENTENCES[link] };
  if (link.kind === "invite") return { problem: FOR_ONE_USE };
  const base = url.host + path.slice(0, path.lastIndexOf("/") + 1);
  return { ...link, code, base, password: password === "" ? undefined : password };
}
