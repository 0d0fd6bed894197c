// The words that people read: those of other chats, in the client, the terminal, refusals, the API's documents and the README.
import { expect, test } from "bun:test";
import { isTestSource, readSource, readSources } from "./source-tree.ts";

/** Phrases that texts once had and that nobody uses in a chat. The texts of `web/src/i18n` say what is said instead. */
const UNIDIOMATIC = [
  ...["a room that lives for", "code of your own", "newcomers come in", "whoever has the link", "as fast as they like"],
  ...["as many as come", "for everybody to see", "you were lately", "open to everybody", "is called so"],
  ...["neither a code nor", "for a slip", "has said anything yet", "talk begins", "was said before is gone"],
  ...["in answer to", "getting earlier", "getting the emoji", "who comes and goes", "to the newest", "used lately"],
  ...["waiting to be sent", "too much at once", "know you any more", "shown out", "show out"],
  ...["were not let in", "at the door", "whatever the door", "wait no more", "password of the room"],
  ...["asks for a password", "is not this room's password", "lift the ban", "lifted the ban", "take admin back"],
  ...["talk again", "hand the room over", "handed the room", "take this room over", "took the room over"],
  ...["can't talk here", "yours goes", "while I'm elsewhere", "owner's link", "keep it to yourself"],
  ...["shown this once", "ended by hand", "goes on in another room", "with the same people", "more minutes"],
  ...["for this you need", "make an account", "no account yet", "everybody tries first", "no e-mail address"],
  ...[
    "sign out here",
    "to be it",
    "here somewhere else",
    "on this computer alone",
    "back by yourself",
    "is in trouble",
  ],
  ...["can be done with it", "how much of everything", "have a name suggested", "do something to a member"],
  ...["that are good still", "newcomers are taken", "takes new ones"],
  // German
  ...["hinausbitten", "hinausgebeten", "verbannt", "verbannen", "dazugeben", "freiwillig", "kommen herein"],
];

const PATTERN = new RegExp(
  `(?<!\\p{L})(?:${UNIDIOMATIC.map((phrase) => phrase.replaceAll("'", "['’]")).join("|")})(?!\\p{L})`,
  "giu",
);

/** Returns the phrases in a text, which may go on in the next line of it. */
const phrasesIn = (text: string) => [...text.replace(/\s+/g, " ").matchAll(PATTERN)].map(([phrase]) => phrase);

test("S11: the check finds a phrase in any case and with either apostrophe, but no part of a word", () => {
  expect(phrasesIn("Jonas is Shown\n  out. You can’t talk here.")).toEqual(["Shown out", "can’t talk here"]);
  expect(phrasesIn("It is shown outside.")).toEqual([]);
});

test("S11: what people read has no phrase that nobody uses in a chat", () => {
  const code = readSources().filter((source) => /\.tsx?$/.test(source.path) && !isTestSource(source));
  expect(code.length).toBeGreaterThan(300);
  const found = [...code, readSource("README.md")].flatMap(({ path, text }) =>
    phrasesIn(text).map((phrase) => `${path}: ${phrase}`),
  );
  expect(found).toEqual([]);
});
