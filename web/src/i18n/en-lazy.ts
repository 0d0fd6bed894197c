// The English texts of lazily loaded components: the lobby, dialogs, menus, pickers.

import { enAccessTexts } from "./access-texts-en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

export const enLazy = {
  ...enAccessTexts,

  // Everywhere
  tryAgain: "Try again",
  newRoom: "New room",
  allRooms: "All rooms",
  close: "Close",
  copied: "Copied ✓",
  copyByHand: (label: string) => `${label}: copy this yourself`,

  // What was wrong
  unreachable: "The server can’t be reached.",
  nothingToSee: "It has no visible characters.",
  invisibleCharacters: "It has control or invisible characters.",
  piledMarks: "It stacks too many marks on one letter.",
  notUnicode: "It isn’t valid Unicode.",
  longerThan: (max: number) => `It’s longer than ${plural("en", max, { one: "# character", other: "# characters" })}.`,
  lifeAtMost: (time: string) => `Rooms on this server last ${time} at most.`,
  idleAtMost: (time: string) => `Empty rooms on this server are kept for ${time} at most.`,
  extendAtMost: (time: string) => `The room can end ${time} from now at the latest.`,
  membersAtMost: (max: number) =>
    `This room holds ${plural("en", max, { one: "# person", other: "# people" })} at most.`,
  codesAreGenerated: "This server doesn’t allow custom codes.",
  codeShape: "Use 3 to 32 characters: letters from a to z, digits and dashes.",

  // Languages, lobby, look
  language: "Language",
  theme: "Theme",
  themes: { system: "Same as device", light: "Light", dark: "Dark" },
  slogan: "Talk for a day. Then it’s gone.",
  /** What Mayfly is. Rooms that may last have no time that could be up. */
  promise: (needsAccount: boolean, roomsMayLast: boolean) =>
    `${
      needsAccount
        ? "Sign in, open a chat room, share the link. Everyone here needs an account."
        : "Open a chat room, share the link, no account needed."
    } When ${roomsMayLast ? "it ends" : "its time is up"}, everything is erased.`,
  licences: "Licences",
  apiDocs: "API",
  filesRefused: "Files can’t be sent here.",
  lifeLabel: "Room lasts",
  lifeOptions: { 10: "10 min", 60: "1 hour", 240: "4 hours", 1440: "24 hours", 10080: "7 days" },
  customLife: "Custom…",
  amount: "How long",
  unit: "Unit",
  units: { minute: "minutes", hour: "hours", day: "days" },
  range: (least: string, most: string) => `From ${least} to ${most}.`,
  moreOptions: "More options",
  title: "Title",
  titleHint: "Topic (optional)",
  customCode: "Custom code",
  customCodeHint: "summer-party (optional)",
  whenEmpty: "When everyone has left",
  idleOptions: {
    0: "keep it until its time is up",
    5: "end it after 5 minutes",
    30: "end it after 30 minutes",
    120: "end it after 2 hours",
  },
  memberCap: "Maximum people",
  memberCapHint: "no limit",
  listPublicly: "Show in the public list",
  anyoneCanEndRoom: "Anyone can end the room",
  encryptedRoom: {
    name: "End-to-end encrypted",
    hint: "The server can’t read what is written. The key is in the link: anyone with the link can read it.",
  },
  haveCode: "Have a code or a link?",
  join: "Join",
  invalidRoomInput: "That isn’t a room code or link.",
  scan: "Scan a QR code",
  scanHint: "Point the camera at the room’s QR code.",
  wrongQrCode: "That isn’t the QR code of a room.",
  noCamera: "The camera isn’t available.",
  cameraDenied:
    "The browser doesn’t let this page use the camera. Allow it with the icon beside the address, then try again.",
  yourIdentity: "This is you",
  recentRooms: "Recent rooms",
  ownRoom: "yours",
  forgetRoom: (name: string) => `Forget ${isolateName(name)}`,
  publicRooms: "Public rooms",
  roomClosed: {
    ended: { title: "This room has ended", text: "Everything in it has been erased." },
    unknown: { title: "This room doesn’t exist", text: "Check the code for a typo, or ask for the link again." },
    nowhere: { title: "There is nothing here", text: "This address doesn’t lead to a room." },
    refused: { title: "You can’t join right now", text: "The room didn’t let you in." },
    full: { title: "This room is full", text: "You can join as soon as someone leaves." },
    removed: { title: "You were removed", text: "The people running this room removed you." },
    banned: { title: "You were banned from this room", text: "You can’t return unless you’re unbanned." },
    denied: { title: "Not let in", text: "The host said not right now." },
    locked: { title: "This room is locked", text: "Nobody new can join right now." },
    signedOut: { title: "You’re signed out", text: "You can come back as a guest, or sign in again." },
    left: { title: "You left this room", text: "You can come back until it ends." },
    forgotten: { title: "You left this room", text: "This browser has forgotten it." },
    replaced: { title: "Open in another tab", text: "You have this room open in too many tabs." },
  },
  endReasons: {
    expired: "Its time was up. Everything in it has been erased.",
    idle: "Everyone had left. Everything in it has been erased.",
    ended: "Someone ended it. Everything in it has been erased.",
  },

  // Messages
  emptyRoom: "It’s quiet here",
  emptyRoomHint: "Send this link to the people you want here.",
  discard: "Discard",
  newMessages: (count: number) => plural("en", count, { one: "# new message", other: "# new messages" }),
  react: "React",
  inReplyTo: (name: string) => `Reply to ${isolateName(name)}`,
  quotedMissing: "This message is no longer here",
  reactions: "Reactions",
  /** `names` reacted with this emoji, and `others` more whose names are not known. */
  reactedWith: (emoji: string, names: readonly string[], others: number) => {
    const othersText = others > 0 ? [plural("en", others, { one: "# other", other: "# others" })] : [];
    return `${emoji} ${joinList("en-GB", [...names.map((name) => isolateName(name)), ...othersText])}`;
  },
  /** Shown when there are more messages than are counted. */
  manyNewMessages: (count: number) => `More than ${count} new messages`,
  jumpToLatest: "Jump to latest",
  showJoins: "Show joins and leaves",
  copyCode: "Copy",
  messageActions: "Message actions",
  reply: "Reply",
  moreActions: "More",
  moreEmoji: "More emoji",
  copyText: "Copy text",
  pin: "Pin to board",
  unpin: "Take off the board",
  editMessage: "Edit",
  deleteMessage: "Delete",

  // Composer and people
  /** If more than three people type, two are named. */
  typing: (names: readonly string[]) => {
    const others = plural("en", names.length - 2, { one: "# other", other: "# others" });
    const shown = names.map((name) => isolateName(name));
    const who = joinList("en-GB", names.length > 3 ? [...shown.slice(0, 2), others] : shown);
    return `${who} ${names.length === 1 ? "is" : "are"} typing…`;
  },
  draftCleared: "Draft cleared.",
  /** A message that begins as a command would. */
  sendCommand: (command: string) => `Send “${isolateName(command)}” as a message?`,
  commandHints: { "/me": "say it in italics", "/shrug": "add \u2068¯\\_(ツ)_/¯\u2069" },
  /** The chosen name, and the one the member got instead. */
  nameTaken: {
    present: (name: string, have: string) =>
      `Someone here is already ${isolateName(name)}. You’re ${isolateName(have)}.`,
    reserved: (name: string, have: string) =>
      `The name ${isolateName(name)} is taken. You’re ${isolateName(have)} here.`,
  },
  undo: "Undo",
  cancel: "Cancel",
  editingMessage: "Editing your message",
  replyingTo: (name: string) => `Replying to ${isolateName(name)}`,
  /** The count is of characters that still fit. */
  charactersLeft: (count: number) => plural("en", count, { one: "# character left", other: "# characters left" }),
  charactersOver: (count: number) =>
    plural("en", count, { one: "# character too many", other: "# characters too many" }),
  messageAtMost: (max: number) => `A message can have ${plural("en", max, { other: "# characters" })} at most.`,
  yourName: "Your name",
  anotherName: "Another name",
  away: "away",
  roles: { owner: "owner", admin: "admin", member: "member" },

  // Time, sharing, connection
  inviteOthers: "Invite others",
  share: "Share…",
  shareBySms: "Text message",
  shareByEmail: "E-mail",
  typeTheCode: (address: string) => `Or open ${address} and type`,
  qrCode: "QR code of the link",
  localAddressOnly:
    "This address only works on this computer. Share one of the network addresses Mayfly printed at start.",
  offline: "You’re offline.",
  serverUnreachable: "The server can’t be reached.",
  socketBlocked:
    "The server responds, but the live connection is blocked. A proxy in between probably doesn’t forward WebSockets.",
  tooManySockets: "Too many live connections are open.",
  serverRestarting: "The server is restarting. You’ll be reconnected automatically.",
  retryIn: (seconds: number) => `Trying again in ${seconds} s.`,
  connectionLost: "Connection lost. Reconnecting…",
  reconnecting: "Reconnecting…",
  sentOnceReconnected: "Your messages will be sent once you’re reconnected.",
  retryNow: "Try now",
  copyLink: "Copy link",
  time: "Time",
  /** Of today and tomorrow. */
  nearDayAt: (day: string, time: string) => `${day} at ${time}`,
  dateAt: (date: string, time: string) => `${date} at ${time}`,
  endsAndErases: (time: string) => `Ends ${time}, then everything is erased.`,
  more: { 60: "+ 1 hour", 240: "+ 4 hours", 1440: "+ 1 day" },
  extendByMinutes: "Extend by (minutes)",
  extendLife: "Extend",
  deadlines: {
    hour: "This room ends in less than an hour.",
    minutes: "This room ends in less than five minutes.",
    minute: "Less than a minute left. Then everything in this room is erased.",
  },
  /** Offered to the owner of a room that is about to end, or has ended. */
  createNextRoom: "Continue in a new room",
  nextRoomMessage: (link: string) => `Continuing here: ${link}`,
  continuedInNextRoom: "The conversation continues in a new room.",
  joinNextRoom: "Join it",
  ownerLink: "Your owner link",
  ownerLinkWhy: "Open it on another device to be the owner there too. Keep it private.",
  showOwnerLink: "Show",
  copyOwnerLink: "Copy owner link",
  endRoom: "End the room",
  endRoomQuestion: "End this room now?",
  endRoomWarning: "Everything in it is erased for everyone right away. This can’t be undone.",
  keepRoom: "Keep it",
  notifyWhenAway: "Notify me when I’m away",
  notifyAbout: { none: "never", mentions: "mentions", all: "all messages" },
  withSound: "with a sound",
  withNotification: "with a notification",
  notificationObstacles: {
    insecure: "Browsers only allow notifications on https pages. A sound and the tab’s title tell you instead.",
    lacking: "This browser doesn’t support notifications. A sound and the tab’s title tell you instead.",
    denied:
      "Notifications for this site are blocked in your browser’s settings. A sound and the tab’s title tell you instead.",
  },
  notificationOffer: "Get a notification when someone mentions you?",
  turnOn: "Turn on",
  notNow: "Not now",
  newVersion: "A new version is available.",
  reload: "Reload",
};
