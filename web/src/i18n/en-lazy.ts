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
  copyByHand: (label: string) => `${label}: copy this by hand`,

  // What was wrong
  unreachable: "The server can’t be reached.",
  nothingToSee: "There is nothing to see in it.",
  invisibleCharacters: "It has control or invisible characters.",
  piledMarks: "It piles too many marks on one letter.",
  notUnicode: "It is not valid Unicode.",
  longerThan: (max: number) => `It is longer than ${plural("en", max, { one: "# character", other: "# characters" })}.`,
  lifeAtMost: (time: string) => `A room may live for at most ${time} here.`,
  idleAtMost: (time: string) => `A room may wait for at most ${time} here.`,
  extendAtMost: (time: string) => `A room may have at most ${time} from now.`,
  membersAtMost: (max: number) => `This room takes ${max} at most.`,
  codesAreGenerated: "This server draws its codes itself.",
  codeShape: "A code has 3 to 32 letters from a to z, digits and dashes.",

  // Languages, lobby, look
  language: "Language",
  theme: "Look",
  themes: { system: "As on this device", light: "Light", dark: "Dark" },
  slogan: "Talk for a day. Then it’s gone.",
  promise: "No account needed. Nothing is kept: when a room’s time is over, all that was said in it is erased.",
  lifeLabel: "A room that lives for",
  lifeOptions: { 10: "10 min", 60: "1 hour", 240: "4 hours", 1440: "24 hours", 10080: "7 days" },
  otherLife: "Other…",
  amount: "How many",
  unit: "Unit",
  units: { minute: "minutes", hour: "hours", day: "days" },
  range: (least: string, most: string) => `From ${least} to ${most}.`,
  moreChoices: "More choices",
  title: "Title",
  titleHint: "What is it about? (optional)",
  ownCode: "A code of your own",
  ownCodeHint: "summer-party (optional)",
  whenEmpty: "When everybody has left, it",
  idleOptions: {
    0: "stays until its time",
    5: "ends after 5 minutes",
    30: "ends after 30 minutes",
    120: "ends after 2 hours",
  },
  memberCap: "At most so many people",
  memberCapHint: "as many as come",
  listPublicly: "Listed here, for everybody to see",
  anyoneMayEnd: "Anyone in it may end it",
  haveCode: "Have a code or a link?",
  join: "Join",
  invalidRoomInput: "That is neither a code nor a link to a room.",
  scan: "Scan a QR code",
  scanHint: "Hold the room’s QR code in front of the camera.",
  wrongQrCode: "This QR code doesn’t lead to a room.",
  noCamera: "The camera can’t be used.",
  yourIdentity: "This is you",
  recentRooms: "Where you were lately",
  ownRoom: "yours",
  forgetRoom: (name: string) => `Forget ${isolateName(name)}`,
  publicRooms: "Open to everybody",
  noPublicRooms: "No room is open to everybody just now.",
  roomClosed: {
    ended: { title: "This room has ended", text: "Everything said in it is erased." },
    unknown: { title: "There is no such room", text: "Check the code for a slip, or ask for the link again." },
    nowhere: { title: "There is nothing here", text: "This address doesn’t lead to a room." },
    refused: { title: "You can’t come in just now", text: "The room didn’t let you in." },
    full: { title: "This room is full", text: "As soon as somebody leaves, there is room for you." },
    shownOut: { title: "You were shown out", text: "Whoever runs this room has asked you to leave." },
    banned: { title: "You were banned from this room", text: "Until it ends, you can’t come back." },
    denied: { title: "You were not let in", text: "Whoever runs this room said: not now." },
    locked: { title: "This room is locked", text: "Nobody new comes in just now." },
    signedOut: { title: "You are signed out", text: "You can come back as a guest, or sign in again." },
    left: { title: "You have left this room", text: "You may come back as long as it lasts." },
    replaced: { title: "You are here somewhere else", text: "This room is open in too many of your tabs." },
  },
  endReasons: {
    expired: "Its time was over. Everything said in it is erased.",
    idle: "Everybody had left. Everything said in it is erased.",
    ended: "It was ended by hand. Everything said in it is erased.",
  },

  // Messages
  discard: "Discard",
  newMessages: (count: number) => plural("en", count, { one: "# new message", other: "# new messages" }),
  react: "React",
  inReplyTo: (name: string) => `In answer to ${isolateName(name)}`,
  quotedMissing: "A message that is no longer here",
  reactions: "Reactions",
  /** `names` reacted with this emoji, and `others` more whose names are not known. */
  reactedWith: (emoji: string, names: readonly string[], others: number) => {
    const othersText = others > 0 ? [plural("en", others, { one: "# other", other: "# others" })] : [];
    return `${emoji} ${joinList("en-GB", [...names.map((name) => isolateName(name)), ...othersText])}`;
  },
  /** Shown when there are more messages than are counted. */
  manyNewMessages: (count: number) => `More than ${count} new messages`,
  jumpToLatest: "To the newest",
  showJoins: "Show who comes and goes",
  copyCode: "Copy",
  messageActions: "Message",
  reply: "Reply",
  moreActions: "More",
  moreEmoji: "More emoji",
  copyText: "Copy text",
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
  cleared: "Cleared.",
  undo: "Undo",
  cancel: "Cancel",
  editingMessage: "Editing your message",
  replyingTo: (name: string) => `Answering ${isolateName(name)}`,
  /** The count is of characters that still fit. */
  charactersLeft: (count: number) => plural("en", count, { one: "# character left", other: "# characters left" }),
  charactersOver: (count: number) =>
    plural("en", count, { one: "# character too many", other: "# characters too many" }),
  messageAtMost: (max: number) => `A message has at most ${plural("en", max, { other: "# characters" })}.`,
  yourName: "Your name",
  anotherName: "Another name",
  away: "away",
  roles: { owner: "owner", admin: "admin", member: "member" },

  // Time, sharing, connection
  inviteOthers: "Invite others",
  share: "Share…",
  typeTheCode: (address: string) => `Or open ${address} and type`,
  qrCode: "QR code of the link",
  localAddressOnly:
    "This address works on this computer alone. Others need one of those Mayfly printed when it started.",
  offline: "You are offline.",
  serverUnreachable: "The server can’t be reached.",
  socketBlocked:
    "The server answers, but no live connection gets through. Probably a proxy on the way doesn’t pass WebSockets on, or changes the Host header.",
  tooManySockets: "Too many live connections are open from your network.",
  serverRestarting: "The server is restarting. You’ll be back by yourself.",
  retryIn: (seconds: number) => `Next try in ${seconds} s.`,
  connectionLost: "The connection is lost. Reconnecting.",
  reconnecting: "Reconnecting…",
  sentOnceReconnected: "What you wrote is sent as soon as you are back.",
  retryNow: "Try now",
  copyLink: "Copy link",
  time: "Time",
  leftUntil: (time: string, until: string) => `${time} left. It ends ${until}, and everything in it is erased.`,
  more: { 60: "+ 1 hour", 240: "+ 4 hours", 1440: "+ 1 day" },
  moreMinutes: "More minutes",
  extendLife: "Add",
  deadlines: {
    hour: "This room ends in less than an hour.",
    minutes: "This room ends in less than five minutes.",
    minute: "Less than a minute left. Then everything said here is erased.",
  },
  /** Offered to the owner of a room that is about to end, or has ended. */
  createNextRoom: "New room with the same people",
  nextRoomMessage: (link: string) => `We go on here: ${link}`,
  continuedElsewhere: "It goes on in another room.",
  goToNextRoom: "Go there",
  ownersLink: "Your owner’s link",
  ownersLinkWhy: "Opened on another device, it makes that device an owner too. Keep it to yourself.",
  showOwnersLink: "Show it",
  copyOwnersLink: "Copy owner’s link",
  endRoom: "End the room",
  endRoomQuestion: "End this room now?",
  endRoomWarning: "Everything said in it is erased at once, for everybody. It can’t be brought back.",
  keepRoom: "Keep it",
  notifyMeOf: "While I’m elsewhere, tell me of",
  notifyAbout: { none: "nothing", mentions: "mentions", all: "everything" },
  withSound: "with a sound",
  withNotification: "with a notification",
  notificationObstacles: {
    insecure: "Browsers allow notifications only on pages that come over https.",
    lacking: "This browser has no notifications.",
    denied: "Notifications are turned off for this address in your browser’s settings.",
  },
  newVersion: "A new version is here.",
  reload: "Reload",
};
