// English, and by its type what every other language has to say. Entries with a number or a name in them are functions.
import { plural } from "./plural.ts";

export const en = {
  /** How the language calls itself. */
  language: "English",
  direction: "ltr" as "ltr" | "rtl",

  here: (count: number) => `${count} here`,
  minutes: (count: number) => plural("en", count, { one: "# minute", other: "# minutes" }),
};

export type Words = typeof en;
