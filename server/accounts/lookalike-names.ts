// Decides which names are taken: those of accounts, and names that differ only by case or look alike, and words that the
// server uses for itself. Rules U2, U9.
import type { ReservedNames } from "../chat/lib/ports.ts";
import { once } from "./once.ts";

/** Nobody may have these names: they would pass for the server, its operator or everybody. */
const SERVER_WORDS =
  "mayfly system server admin administrator operator owner moderator everyone everybody all here channel room";
/** No username may be one of these either: in an address or a sentence they would mean somebody else, or nobody. */
const RESERVED_USERNAMES =
  "me you guest guests nobody anonymous unknown deleted null undefined root support security bot mod";

/** The endings of the client's lines about members, as in "Ann joined". No name may end with one. */
const SYSTEM_LINE_ENDINGS = ["joined", "left", "has ended", "was kicked", "was banned", "was muted"];
/** The phrases in such lines, as in "Ann banned Bob"; `_` stands for any words. No name may contain one. */
const SYSTEM_LINES = [
  ...["removed", "banned", "unbanned", "muted", "unmuted", "kicked", "made _ admin", "made _ owner", "let _ in"],
  ...["joined the room", "left the room", "locked the room", "opened the room", "ended the room", "extended the room"],
  ...[
    "added the room",
    "limited the room",
    "made the room",
    "requires new people",
    "changed the title",
    "set a password",
  ],
  ...["turned on slow", "turned off slow", "transferred ownership", "became the owner", "deleted the messages"],
];

/** The number a name is given to make it free. No system line ends with one. */
const NUMBER_SUFFIX = / \d+$/;

/** Nothing is to be normalized or left out in these. */
const ASCII = /^[\x20-\x7e]*$/;

/** Returns a pattern of all system lines. @param keysOf returns the keys by which a word is compared */
function systemLinePattern(keysOf: (word: string) => readonly string[]): RegExp {
  const pattern = (line: string) => {
    const words = line.split(" ").map((word) => (word === "_" ? "\\S.*" : `(?:${keysOf(word).join("|")})`));
    return words.join("\\s+");
  };
  const [endings, lines] = [SYSTEM_LINE_ENDINGS, SYSTEM_LINES].map((all) => all.map(pattern).join("|"));
  return new RegExp(`(?:^|[^\\p{L}])(?:(?:${endings})[^\\p{L}\\p{N}]*$|(?:${lines})(?:[^\\p{L}]|$))`, "u");
}

export class LookalikeNames implements ReservedNames {
  readonly #skeleton: (text: string) => string;
  /** Member ids by the keys of their names. */
  readonly #owners = new Map<string, string>();
  readonly #serverWords = once(() => this.#keysOfWords(SERVER_WORDS));
  readonly #reservedUsernames = once(() => this.#keysOfWords(RESERVED_USERNAMES));
  readonly #systemLines = once(() => systemLinePattern((word) => this.#keys(word)));

  version = 0;

  /** @param skeleton as in `AccountPorts` */
  constructor(skeleton: (text: string) => string) {
    this.#skeleton = skeleton;
  }

  /** Returns whether the name belongs to somebody other than this member, or to the server. */
  isKeptFrom(name: string, memberId: string): boolean {
    const keys = this.#keys(name);
    const bareKeys = this.#bareKeys(name, keys);
    if (this.#isServers(name, keys, bareKeys)) return true;
    return this.#owners.size > 0 && this.#ownersBy(keys, bareKeys).some((owner) => owner !== memberId);
  }

  /** Returns whether the name is this member's own on the whole server. */
  isOwn(name: string, memberId: string): boolean {
    return this.ownersOf(name).includes(memberId) && !this.isKeptFrom(name, memberId);
  }

  /**
   * Returns the ids of all members who have a name that may be taken for this one: whoever has the same but for its look, or
   * else whoever has the same letters and digits.
   */
  ownersOf(name: string): string[] {
    return this.#owners.size === 0 ? [] : this.#ownersBy(this.#keys(name), this.#bareKeys(name));
  }

  /** Returns whether the name is one of the server's words, or reads like one of its lines. */
  isServerName(name: string): boolean {
    return this.#isServers(name, this.#keys(name), this.#bareKeys(name));
  }

  /** Returns whether no account may have this username. */
  isReserved(username: string): boolean {
    if (this.isServerName(username)) return true;
    return this.#bareKeys(username).some((key) => this.#reservedUsernames().has(key));
  }

  /** Makes these names the member's, and frees the former ones. */
  assign(memberId: string, names: readonly string[], former: readonly string[] = []): void {
    this.version++;
    for (const key of this.#allKeys(former)) if (this.#owners.get(key) === memberId) this.#owners.delete(key);
    // Accounts from before names were compared by their letters alone may share these: whoever has the very name keeps it.
    for (const key of names.flatMap((name) => this.#bareKeys(name)))
      if (!this.#owners.has(key)) this.#owners.set(key, memberId);
    for (const key of names.flatMap((name) => this.#keys(name))) this.#owners.set(key, memberId);
  }

  /** Returns the keys to claim in the account store while these names are being given to somebody. */
  claimKeys(names: readonly string[]): string[] {
    return this.#allKeys(names).map((key) => `name ${key}`);
  }

  #isServers(name: string, keys: readonly string[], bareKeys: readonly string[]): boolean {
    if (bareKeys.some((key) => this.#serverWords().has(key))) return true;
    return !NUMBER_SUFFIX.test(name) && keys.some((key) => this.#systemLines().test(key));
  }

  #ownersBy(keys: readonly string[], bareKeys: readonly string[]): string[] {
    const ownersBy = (some: readonly string[]) => some.flatMap((key) => this.#owners.get(key) ?? []);
    const owners = ownersBy(keys);
    return owners.length > 0 ? owners : ownersBy(bareKeys);
  }

  #allKeys(names: readonly string[]): string[] {
    return [...new Set(names.flatMap((name) => [...this.#keys(name), ...this.#bareKeys(name)]))];
  }

  /** Returns the keys of what is left of a name without spaces and signs; none where nothing is. @param keys of the name */
  #bareKeys(name: string, keys?: string[]): string[] {
    const bare = onlyLettersAndDigits(name);
    if (bare === name && keys !== undefined) return keys;
    return bare === "" ? [] : this.#keys(bare);
  }

  #keysOfWords(words: string): ReadonlySet<string> {
    return new Set(words.split(" ").flatMap((word) => this.#keys(word)));
  }

  // A capital I looks like an l and a small i doesn't, so a name is compared as it is written and in lower case.
  #keys(name: string): string[] {
    // Measured: names of ASCII, which most are, take a fifth of the time this way, and each join compares one.
    const plain = ASCII.test(name) ? name : name.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
    const key = this.#key(plain);
    const lowerKey = this.#key(plain.toLowerCase());
    return key === lowerKey ? [key] : [key, lowerKey];
  }

  #key(text: string): string {
    return this.#skeleton(text.normalize("NFD")).normalize("NFD").toLowerCase();
  }
}

/**
 * Removes spaces and signs around and within a name, which don't change how it is read, and marks that no letter has of its
 * own, as a line through it. The vowel signs of a script are letters here.
 */
function onlyLettersAndDigits(name: string): string {
  if (ASCII.test(name)) return name.replace(/[^A-Za-z0-9]/g, "");
  return name.normalize("NFKC").replace(/[^\p{L}\p{N}\p{M}]|\p{sc=Inherited}/gu, "");
}
