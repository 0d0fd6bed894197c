// English, and by its type what every other language has to say. Entries with a number or a name in them are functions.
import { fenced, listed, plural } from "./plural.ts";

const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} people`
    : listed(
        "en-GB",
        names.map((name) => fenced(name)),
      );
const minutes = (count: number) => plural("en", count, { one: "# minute", other: "# minutes" });

export const en = {
  direction: "ltr" as "ltr" | "rtl",

  // Everywhere
  newRoom: "New room",
  allRooms: "All rooms",
  tryAgain: "Try again",
  close: "Close",
  save: "Save",
  copied: "Copied ✓",
  copyByHand: (label: string) => `${label}: copy this by hand`,
  /** What marks the reader's own name. */
  you: "you",
  here: (count: number) => `${count} here`,
  minutes,
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

  // Languages, lobby, look
  language: "Language",
  look: "Look",
  looks: { system: "As on this device", light: "Light", dark: "Dark" },
  slogan: "Talk for a day. Then it’s gone.",
  promise: "No account. Nothing is kept: when a room’s time is over, all that was said in it is erased.",
  livesFor: "A room that lives for",
  lives: { 10: "10 min", 60: "1 hour", 240: "4 hours", 1440: "24 hours", 10080: "7 days" },
  otherLife: "Other…",
  howMany: "How many",
  unit: "Unit",
  units: { minute: "minutes", hour: "hours", day: "days" },
  lifeBetween: (least: string, most: string) => `From ${least} to ${most}.`,
  moreChoices: "More choices",
  title: "Title",
  titleHint: "What is it about? (optional)",
  ownCode: "A code of your own",
  ownCodeHint: "summer-party (optional)",
  whenEmpty: "When everybody has left, it",
  idle: {
    0: "stays until its time",
    5: "ends after 5 minutes",
    30: "ends after 30 minutes",
    120: "ends after 2 hours",
  },
  memberCap: "At most so many people",
  memberCapHint: "as many as come",
  listedHere: "Listed here for everybody to see",
  anyoneMayEnd: "Anyone in it may end it",
  haveCode: "Have a code or a link?",
  join: "Join",
  neitherCodeNorLink: "That is neither a code nor a link to a room.",
  scan: "Scan a QR code",
  scanHint: "Hold the room’s QR code in front of the camera.",
  scannedOther: "This QR code doesn’t lead to a room.",
  noCamera: "The camera can’t be used.",
  whoYouAre: "This is you",
  whoYouWillBe: "You get a name when you come into a room.",
  lately: "Where you were lately",
  yours: "yours",
  forgetRoom: (name: string) => `Forget ${fenced(name)}`,
  openToAll: "Open to everybody",
  noneOpen: "No room is open to everybody just now.",
  endings: {
    ended: { title: "This room has ended", words: "Everything said in it is erased." },
    unknown: { title: "There is no such room", words: "Check the code for a slip, or ask for the link again." },
    nowhere: { title: "There is nothing here", words: "This address doesn’t lead to a room." },
    refused: { title: "You can’t come in just now", words: "The room didn’t let you in." },
    replaced: { title: "You are here somewhere else", words: "This room is open in too many of your tabs." },
  },
  endedBecause: {
    expired: "Its time was over. Everything said in it is erased.",
    idle: "Everybody had left. Everything said in it is erased.",
    ended: "It was ended by hand. Everything said in it is erased.",
  },

  // Messages
  messages: "Messages",
  messageDeleted: "This message was deleted.",
  edited: "edited",
  waiting: "Waiting to be sent…",
  notSent: (why: string) => `Not sent: ${why}`,
  discard: "Discard",
  talkBegins: "This is where the talk begins.",
  earlierGone: "What was said before is gone.",
  nothingYet: (code: string) => `Nobody has said anything yet. Others come in with the code ${code}`,
  newMessages: "New messages",
  joined: (names: readonly string[]) => `${people(names)} joined`,
  leftRoom: (names: readonly string[]) => `${people(names)} left`,
  joinedAndLeft: (joined: readonly string[], left: readonly string[]) =>
    `${people(joined)} joined, ${people(left)} left`,
  retitled: (name: string, title: string) => `${fenced(name)} changed the title to “${fenced(title)}”`,
  untitled: (name: string) => `${fenced(name)} took the title away`,
  extended: (name: string, until: string) => `${fenced(name)} gave the room more time: it ends ${until}`,
  theOwner: "The owner",
  /** From four on, two are named. */
  typing: (names: readonly string[]) => {
    const others = plural("en", names.length - 2, { one: "# other", other: "# others" });
    const shown = names.map((name) => fenced(name));
    const who = listed("en-GB", names.length > 3 ? [...shown.slice(0, 2), others] : shown);
    return `${who} ${names.length === 1 ? "is" : "are"} typing…`;
  },

  // Composer and people
  message: "Message",
  messageHint: "Say something…",
  send: "Send",
  yourName: "Your name",
  /** Follows the name itself. */
  nameToChange: ", your name: change it",
  anotherName: "Another name",
  changePicture: "Your picture: change it",
  whoIsHere: "Who is here",
  hereNow: "Here now",
  away: "away",
  roles: { owner: "owner", admin: "admin", member: "member" },

  // Time, sharing, connection
  home: "Mayfly: all rooms",
  endsAt: (time: string) => `Ends ${time}`,
  invite: "Invite",
  inviteOthers: "Invite others",
  aboutRoom: "About this room",
  share: "Share…",
  typeTheCode: (address: string) => `Or open ${address} and type`,
  qrCode: "QR code of the link",
  thisDeviceAlone: "This address works on this computer alone. Others need one of those Mayfly printed when it started.",
  offline: "You are offline.",
  serverAway: "The server can’t be reached.",
  serverRestarting: "The server is restarting. You’ll be back by yourself.",
  nextTryIn: (seconds: number) => `Next try in ${seconds} s.`,
  connectionLost: "The connection is lost. Reconnecting.",
  reconnecting: "Reconnecting…",
  sentWhenBack: "What you wrote is sent as soon as you are back.",
  tryNow: "Try now",
  copyLink: "Copy link",
  time: "Time",
  leftUntil: (time: string, until: string) => `${time} left. It ends ${until}, and everything in it is erased.`,
  more: { 60: "+ 1 hour", 240: "+ 4 hours", 1440: "+ 1 day" },
  moreMinutes: "More minutes",
  giveTime: "Add",
  deadlines: {
    hour: "This room ends in less than an hour.",
    minutes: "This room ends in less than five minutes.",
    minute: "This room ends in less than a minute, and all that was said in it is erased.",
  },
  /** What the owner of a room that is about to end, or has ended, may make. */
  sameAgain: "New room with the same people",
  goesOnAt: (link: string) => `We go on here: ${link}`,
  goesOn: "It goes on in another room.",
  goThere: "Go there",
  ownersLink: "Your owner’s link",
  ownersLinkWhy: "Opened on another device, it makes that device an owner too. Keep it to yourself.",
  showOwnersLink: "Show it",
  copyOwnersLink: "Copy owner’s link",
  endRoom: "End the room",
  endRoomQuestion: "End this room now?",
  endRoomWarning: "Everything said in it is erased at once, for everybody. It can’t be brought back.",
  keepRoom: "Keep it",
  tellMeOf: "Tell me of",
  tellOf: { none: "nothing", mentions: "mentions", all: "everything" },
  withSound: "with a sound",
  withNotification: "with a notification",
  whileElsewhere: "While this page is out of sight.",
  noNotifications: {
    insecure: "Browsers allow notifications only on pages that come over https.",
    lacking: "This browser has no notifications.",
    denied: "Notifications are turned off for this address in your browser’s settings.",
  },
  newVersion: "A new version is here.",
  reload: "Reload",
};

export type Words = typeof en;
