// Names nobody else may go by: accounts' own, by case and by look, and the words the server speaks with. Rules U2, U9.
import { characters } from "#protocol/text";
import type { KeptNames } from "../chat/lib/ports.ts";
import { once } from "./once.ts";

export const USERNAME = { min: 3, max: 24 } as const;

/** Whoever is called so could pass for the server, for who runs it, or for everybody. */
const SERVER_WORDS =
  "mayfly system server admin administrator operator owner moderator everyone everybody all here channel room";
/** What no username is besides: they would mean somebody else, or nobody, in an address or a sentence. */
const OTHER_WORDS = "me you guest guests nobody anonymous unknown deleted null undefined root support security bot mod";

/** As the server says it of others: "Ann joined", "Ann banned Bob", "Ann made Bob an admin". Words, and `_` for what is between. */
const LAST_WORDS = ["joined", "left", "has ended", "was kicked", "was banned", "was muted"];
const LINES = [
  ...["removed", "banned", "muted", "kicked", "made _ admin", "made _ owner", "let _ in", "let _ again"],
  ...["joined the room", "left the room", "locked the room", "opened the room", "ended the room", "took the room"],
  ...["changed the title", "lifted the ban", "erased what", "ended slow mode", "set slow mode", "set a password"],
];

/** What a name is that has been given a number: no line of the server's ends so. */
const NUMBERED = / \d+$/;

/** @param looks how a word looks, as names are compared */
function systemLines(looks: (word: string) => readonly string[]): RegExp {
  const pattern = (line: string) => {
    const words = line.split(" ").map((word) => (word === "_" ? "\\S.*" : `(?:${looks(word).join("|")})`));
    return words.join("\\s+");
  };
  const [last, lines] = [LAST_WORDS, LINES].map((all) => all.map(pattern).join("|"));
  return new RegExp(`(?:^|[^\\p{L}])(?:(?:${last})[^\\p{L}\\p{N}]*$|(?:${lines})(?:[^\\p{L}]|$))`, "u");
}

/** What may stand together in one word: each is the scripts one language writes with (UTS #39, 5.2, without Latin mixed in). */
const scripts = once(() =>
  [
    ...["Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati"],
    ...["Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Tibetan", "Myanmar", "Georgian"],
    ...["Ethiopic", "Khmer", "Oriya"],
  ]
    .map((script) => [script])
    .concat([
      ["Han", "Hiragana", "Katakana"],
      ["Han", "Hangul"],
      ["Han", "Bopomofo"],
    ])
    .map((scripts) => scripts.map((script) => `\\p{scx=${script}}`).join(""))
    .map((scripts) => new RegExp(`^[${scripts}\\p{sc=Common}]+$`, "u")),
);

const SHAPE = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}_.-]*[\p{L}\p{M}\p{Nd}])?$/u;

/** What is wrong with a username after cleaning, as half a sentence; undefined when nothing is. */
export function usernameProblem(username: string): string | undefined {
  const length = characters(username, USERNAME.max);
  if (length < USERNAME.min || length > USERNAME.max) return `has from ${USERNAME.min} to ${USERNAME.max} characters`;
  // Wide, small and raised letters, ligatures: another way to write what is there already.
  if (username !== username.normalize("NFKC")) return "has letters in another form than usual";
  if (!SHAPE.test(username)) return "is letters, digits, and _ . - between them";
  if (!scripts().some((script) => script.test(username))) return "mixes scripts";
  return undefined;
}

export class Names implements KeptNames {
  readonly #skeleton: (text: string) => string;
  /** By each way it may be read, whose it is. */
  readonly #owners = new Map<string, string>();
  readonly #serverWords = once(() => this.#keysOf(SERVER_WORDS));
  readonly #otherWords = once(() => this.#keysOf(OTHER_WORDS));
  readonly #lines = once(() => systemLines((word) => this.#keys(word)));

  constructor(skeleton: (text: string) => string) {
    this.#skeleton = skeleton;
  }

  /** Whether the name is another's than this member's, or the server's. */
  isKeptFrom(name: string, memberId: string): boolean {
    return this.isServers(name) || this.ownersOf(name).some((owner) => owner !== memberId);
  }

  /** Whether it is this member's own, wherever they are. */
  isOwn(name: string, memberId: string): boolean {
    return this.ownersOf(name).includes(memberId) && !this.isKeptFrom(name, memberId);
  }

  /** All who have a name that may be taken for this one. */
  ownersOf(name: string): string[] {
    return this.#keys(name).flatMap((key) => this.#owners.get(key) ?? []);
  }

  isServers(name: string): boolean {
    if (this.#keys(bare(name)).some((key) => this.#serverWords().has(key))) return true;
    return !NUMBERED.test(name) && this.#keys(name).some((key) => this.#lines().test(key));
  }

  /** Whether no username may be this. */
  isReserved(username: string): boolean {
    return this.isServers(username) || this.#keys(bare(username)).some((key) => this.#otherWords().has(key));
  }

  /** The member has these names from now on, and those no more. */
  give(memberId: string, names: readonly string[], former: readonly string[] = []): void {
    for (const key of former.flatMap((name) => this.#keys(name))) this.#owners.delete(key);
    for (const key of names.flatMap((name) => this.#keys(name))) this.#owners.set(key, memberId);
  }

  /** What to hold while these names are on their way to somebody. */
  claims(names: readonly string[]): string[] {
    return [...new Set(names.flatMap((name) => this.#keys(name)))].map((key) => `name ${key}`);
  }

  #keysOf(words: string): ReadonlySet<string> {
    return new Set(words.split(" ").flatMap((word) => this.#keys(word)));
  }

  // A capital I looks like an l, a small one doesn't: a name is what it looks like as it stands, and in small letters.
  #keys(name: string): string[] {
    const plain = name.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
    const looks = [plain, plain.toLowerCase()].map((text) => this.#skeleton(text.normalize("NFD")));
    return [...new Set(looks.map((text) => text.normalize("NFD").toLowerCase()))];
  }
}

/** Without what may stand around a word and change nothing of how it is read. */
function bare(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "");
}
