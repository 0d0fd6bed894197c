// The English words that come with the page: those that a room's first sight needs. The others are in enlater.ts; a word
// used by what comes with the page belongs here. Entries with a number or a name in them are functions.
import type { enLater } from "./en-lazy.ts";
import { fenced, listed } from "./plural.ts";

const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} people`
    : listed(
        "en-GB",
        names.map((name) => fenced(name)),
      );

export const en = {
  direction: "ltr" as "ltr" | "rtl",

  // Everywhere
  save: "Save",
  /** What marks the reader's own name. */
  you: "you",
  here: (count: number) => `${count} here`,
  daysHours: (days: string, hours: string) => `${days} d ${hours} h`,
  hoursMinutes: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
  left: (time: string) => `${time} left`,

  // Messages
  messages: "Messages",
  messageDeleted: "This message was deleted.",
  edited: "edited",
  talkBegins: "This is where the talk begins.",
  earlierGone: "What was said before is gone.",
  nothingYet: (code: string) => `Nobody has said anything yet. Others come in with the code ${code}`,
  saidBy: (name: string, time: string) => `${fenced(name)}, ${time}`,
  beingChanged: "Being changed…",
  notChanged: (why: string) => `Not changed: ${why}`,
  joined: (names: readonly string[]) => `${people(names)} joined`,
  leftRoom: (names: readonly string[]) => `${people(names)} left`,
  joinedAndLeft: (joined: readonly string[], left: readonly string[]) =>
    `${people(joined)} joined, ${people(left)} left`,
  waiting: "Waiting to be sent…",
  notSent: (why: string) => `Not sent: ${why}`,
  newSince: (time: string) => `New since ${time}`,
  gettingEarlier: "Getting earlier messages…",
  hideComings: "Hide who comes and goes",

  // Composer and people
  message: "Message",
  messageHint: "Say something…",
  send: "Send",
  emoji: "Emoji",
  keysAndFormatting: "Keyboard and formatting",
  /** Follows the name itself. */
  nameToChange: ", your name: change it",
  changePicture: "Your picture: change it",
  whoIsHere: "Who is here",
  hereNow: "Here now",

  // Time, sharing, connection
  home: "Mayfly: all rooms",
  endsAt: (time: string) => `Ends ${time}`,
  invite: "Invite",
  aboutRoom: "About this room",
};

/** What every language has to say. */
export type Words = typeof en & typeof enLater;
