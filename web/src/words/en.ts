// The English words that come with the page: those that a room's first sight needs. The others are in enlater.ts; a word
// used by what comes with the page belongs here. Entries with a number or a name in them are functions.
import type { enLater } from "./enlater.ts";
import { fenced, listed, plural } from "./plural.ts";

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
  tryAgain: "Try again",
  save: "Save",
  /** What marks the reader's own name. */
  you: "you",
  here: (count: number) => `${count} here`,
  daysHours: (days: string, hours: string) => `${days} d ${hours} h`,
  hoursMinutes: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
  left: (time: string) => `${time} left`,

  // Refusals
  unreachable: "The server can’t be reached.",
  refusals: {
    malformed: "The server doesn’t understand that.",
    not_joined: "You aren’t in the room yet.",
    bad_token: "The server doesn’t know you any more. Try again.",
    not_allowed: "You may not do that here.",
    room_full: "This room is full.",
    not_found: "That isn’t there any more.",
    code_taken: "This code is taken.",
    ended: "This room has ended.",
    too_large: "That is too long.",
    slow_down: "Too much at once. Wait a little.",
    internal: "Something went wrong on the server.",
    server_full: "The server is full just now.",
    not_saved: "Not saved: the server’s disk is in trouble.",
  },
  nothingToSee: "There is nothing to see in it.",
  invisibleCharacters: "It has control or invisible characters.",
  notUnicode: "It is not valid Unicode.",
  longerThan: (max: number) => `It is longer than ${plural("en", max, { one: "# character", other: "# characters" })}.`,
  lifeAtMost: (time: string) => `A room may live for at most ${time} here.`,
  idleAtMost: (time: string) => `A room may wait for at most ${time} here.`,
  extendAtMost: (time: string) => `A room may have at most ${time} from now.`,
  membersAtMost: (max: number) => `This room takes ${max} at most.`,
  codesAreDrawn: "This server draws its codes itself.",
  codeShape: "A code has 3 to 32 letters from a to z, digits and dashes.",

  // Messages
  messages: "Messages",
  messageDeleted: "This message was deleted.",
  edited: "edited",
  discard: "Discard",
  talkBegins: "This is where the talk begins.",
  earlierGone: "What was said before is gone.",
  nothingYet: (code: string) => `Nobody has said anything yet. Others come in with the code ${code}`,
  newCount: (count: number) => plural("en", count, { one: "# new message", other: "# new messages" }),
  saidBy: (name: string, time: string) => `${fenced(name)}, ${time}`,
  beingChanged: "Being changed…",
  notChanged: (why: string) => `Not changed: ${why}`,
  react: "React",
  inAnswerTo: (name: string) => `In answer to ${fenced(name)}`,
  quotedGone: "A message that is no longer here",
  reactions: "Reactions",
  /** Who reacted so; `others` more can't be named. */
  reactedWith: (emoji: string, names: readonly string[], others: number) => {
    const more = others > 0 ? [plural("en", others, { one: "# other", other: "# others" })] : [];
    return `${emoji} ${listed("en-GB", [...names.map((name) => fenced(name)), ...more])}`;
  },
  joined: (names: readonly string[]) => `${people(names)} joined`,
  leftRoom: (names: readonly string[]) => `${people(names)} left`,
  joinedAndLeft: (joined: readonly string[], left: readonly string[]) =>
    `${people(joined)} joined, ${people(left)} left`,
  retitled: (name: string, title: string) => `${fenced(name)} changed the title to “${fenced(title)}”`,
  untitled: (name: string) => `${fenced(name)} took the title away`,
  extended: (name: string, until: string) => `${fenced(name)} gave the room more time: it ends ${until}`,
  theOwner: "The owner",
  waiting: "Waiting to be sent…",
  notSent: (why: string) => `Not sent: ${why}`,
  /** More than can be counted at a glance. */
  newMany: (count: number) => `More than ${count} new messages`,
  toNewest: "To the newest",
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
