// The English texts that come with the page, which showing a room needs; the others are in en-lazy.ts. A text that is used by
// code of the first load belongs here. Texts with a number or a name in them are functions.
import type { enLazy } from "./en-lazy.ts";
import { isolateName, joinList } from "./plural.ts";

const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} people`
    : joinList(
        "en-GB",
        names.map((name) => isolateName(name)),
      );

export const en = {
  direction: "ltr" as "ltr" | "rtl",

  // Everywhere
  save: "Save",
  /** Marks the reader's own name. */
  you: "you",
  peopleHere: (count: number) => `${count} here`,
  timeUnits: {
    day: (count: string) => `${count} d`,
    hour: (count: string) => `${count} h`,
    minute: (count: string) => `${count} min`,
  },
  timeLeft: (time: string) => `${time} left`,

  // Messages
  messages: "Messages",
  messageDeleted: "This message was deleted.",
  edited: "edited",
  historyStart: "This is the beginning.",
  historyGone: "Earlier messages are gone.",
  messageLabel: (name: string, time: string) => `${isolateName(name)}, ${time}`,
  editPending: "Saving…",
  editFailed: (why: string) => `Edit failed: ${why}`,
  joined: (names: readonly string[]) => `${people(names)} joined`,
  left: (names: readonly string[]) => `${people(names)} left`,
  joinedAndLeft: (joined: readonly string[], left: readonly string[]) =>
    `${people(joined)} joined, ${people(left)} left`,
  sendPending: "Sending…",
  sendFailed: (why: string) => `Not sent: ${why}`,
  unreadSince: (time: string) => `New since ${time}`,
  loadingOlder: "Loading earlier messages…",
  hideJoins: "Hide joins and leaves",

  // Composer and people
  message: "Message",
  messagePlaceholder: "Say something…",
  send: "Send",
  emoji: "Emoji",
  keysAndFormatting: "Keyboard and formatting",
  /** Screen readers read this after the name itself. */
  changeName: ", change your name",
  changeAvatar: "Change your picture",
  whoIsHere: "Who is here",
  hereNow: "Here now",

  // Time, sharing, connection
  home: "Mayfly: all rooms",
  endsAt: (time: string) => `Ends ${time}`,
  invite: "Invite",
  aboutRoom: "About this room",
};

/** The texts that every language has. */
export type Texts = typeof en & typeof enLazy;
