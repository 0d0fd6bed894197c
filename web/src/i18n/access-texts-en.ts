// The English texts about accounts, roles and moderation, and about how one comes into a room.
import { isolateName, joinList, plural } from "./plural.ts";

export const enAccessTexts = {
  // Refusals
  refusals: {
    malformed: "The server doesn’t understand that.",
    not_joined: "You aren’t in the room yet.",
    bad_token: "The server doesn’t know you any more. Try again.",
    not_allowed: "You may not do that here.",
    room_full: "This room is full.",
    not_found: "That isn’t there any more.",
    method_not_allowed: "The server can’t do that here.",
    code_taken: "This code is taken.",
    ended: "This room has ended.",
    too_large: "That is too long.",
    upgrade_needed: "This address is for WebSockets.",
    slow_down: "Too much at once. Wait a little.",
    internal: "Something went wrong on the server.",
    server_full: "The server is full just now.",
    not_saved: "Not saved: the server’s disk is in trouble.",
    kicked: "You were shown out.",
    banned: "You are banned here.",
    muted: "You can’t talk here for a while.",
    locked: "This room is locked: nobody new comes in.",
    password_needed: "This room asks for a password.",
    wrong_password: "That is not this room’s password.",
    account_needed: "For this you need an account.",
    bad_login: "No account has this username and password.",
    name_taken: "Somebody has this name, or one that looks like it.",
    registration_closed: "This server takes no new accounts.",
    busy: "The server is busy. Try again in a moment.",
  },

  // Changes, told in the transcript
  theOwner: "The owner",
  titleChanged: (name: string, title: string) => `${isolateName(name)} changed the title to “${isolateName(title)}”`,
  titleRemoved: (name: string) => `${isolateName(name)} took the title away`,
  extended: (name: string, until: string) => `${isolateName(name)} gave the room more time: it ends ${until}`,
  visibilityChanged: {
    public: (name: string) => `${isolateName(name)} listed the room for everybody`,
    unlisted: (name: string) => `${isolateName(name)} took the room off the list`,
  },
  entryChanged: {
    open: (name: string) => `${isolateName(name)} opened the room to whoever has the link`,
    password: (name: string) => `${isolateName(name)} set a password for newcomers`,
    knock: (name: string) => `${isolateName(name)} asks newcomers to knock`,
    locked: (name: string) => `${isolateName(name)} locked the room`,
    members: (name: string) => `${isolateName(name)} made the room for members only`,
  },
  slowModeOn: (name: string, time: string) => `${isolateName(name)} slowed the talk: one message every ${time}`,
  slowModeOff: (name: string) => `${isolateName(name)} lets everybody talk as fast as they like`,
  maxMembersChanged: (name: string, max: number | null) =>
    max === null
      ? `${isolateName(name)} lets in as many as come`
      : `${isolateName(name)} lets in at most ${plural("en", max, { one: "# person", other: "# people" })}`,
  moderationActions: {
    admit: (name: string, whom: string) => `${isolateName(name)} let ${isolateName(whom)} in`,
    kick: (name: string, whom: string) => `${isolateName(name)} showed ${isolateName(whom)} out`,
    ban: (name: string, whom: string) => `${isolateName(name)} banned ${isolateName(whom)}`,
    unban: (name: string, whom: string) => `${isolateName(name)} lifted the ban on ${isolateName(whom)}`,
    unmute: (name: string, whom: string) => `${isolateName(name)} lets ${isolateName(whom)} talk again`,
    promote: (name: string, whom: string) => `${isolateName(name)} made ${isolateName(whom)} an admin`,
    demote: (name: string, whom: string) =>
      `${isolateName(whom)} is no longer an admin: ${isolateName(name)} took it back`,
    handover: (name: string, whom: string) => `${isolateName(name)} handed the room over to ${isolateName(whom)}`,
    take: (name: string) => `${isolateName(name)} took the room over`,
    wipe: (name: string, whom: string) => `${isolateName(name)} erased what ${isolateName(whom)} wrote`,
  },
  mutedUntil: (name: string, whom: string, until: string) =>
    `${isolateName(name)} muted ${isolateName(whom)} until ${until}`,

  // At the door
  joinGates: {
    password: "This room asks for a password",
    patience: "Waiting to be let in",
    account: "This server is for people with an account",
    "another time": "You can’t come in just now",
  },
  roomPassword: "Password of the room",
  goIn: "Go in",
  tooManyTries: (seconds: number) =>
    `Too many tries. Wait ${plural("en", seconds, { one: "# second", other: "# seconds" })}.`,
  waitingAs: (name: string) =>
    `Those who run the room see that you, ${name}, are at the door. This page opens by itself when they let you in.`,
  stopWaiting: "Wait no more",
  accountsOnly: "Sign in, or make an account, and you are in the room.",
  rejoin: "Come back",
  badInvite: "This invite is used up, or no longer good.",

  // Knocks and what can be taken back
  knocks: "At the door",
  wantsToJoin: (name: string) => `${isolateName(name)} wants to come in`,
  knockAnnouncement: (names: readonly string[]) =>
    `${joinList(
      "en-GB",
      names.map((name) => isolateName(name)),
    )} ${names.length === 1 ? "wants" : "want"} to come in`,
  letIn: "Let in",
  letInName: (name: string) => `Let in ${isolateName(name)}`,
  notNow: "Not now",
  notNowName: (name: string) => `Not now, ${isolateName(name)}`,
  kickPending: (name: string) => `${isolateName(name)} is shown out`,
  messagesDeleted: (count: number) => plural("en", count, { one: "Message deleted", other: "# messages deleted" }),

  // People
  member: "Member",
  muted: "muted",
  statuses: { online: "here now", away: "away", offline: "not here" },
  lastSeen: (time: string) => `last here ${time}`,
  mutedUntilTime: (time: string) => `muted until ${time}`,
  absentMembers: "Not here now",
  banned: "Banned",
  unban: "Lift the ban",
  unbanName: (name: string) => `Lift the ban on ${isolateName(name)}`,
  takeOver: "Take this room over",
  makeAdmin: "Make admin",
  unmakeAdmin: "Take admin back",
  handOver: "Hand the room over",
  mute: "Mute for",
  muteFor: { 10: "10 min", 60: "1 hour", 0: "to the end" },
  unmute: "Let them talk again",
  wipe: "Delete their messages",
  kick: "Show out",
  ban: "Ban",
  confirmations: {
    ban: {
      title: (name: string) => `Ban ${isolateName(name)}?`,
      words: "They have to go at once and can’t come back until the room ends, or the ban is lifted.",
      act: "Ban",
    },
    handover: {
      title: (name: string) => `Hand this room over to ${isolateName(name)}?`,
      words:
        "They will be its owner and you an admin. Your owner’s link won’t work any more. Only they can give it back.",
      act: "Hand over",
    },
    wipe: {
      title: (name: string) => `Delete everything ${isolateName(name)} wrote here?`,
      words: "It goes for everybody, and can’t be brought back.",
      act: "Delete",
    },
  },
  youAreMuted: (until: string) => `You can’t talk here until ${until}.`,
  slowMode: (time: string) => `Slow mode: one message every ${time}.`,
  nextIn: (seconds: number) => `Yours goes in ${seconds} s.`,

  // Settings of a room
  accessHeading: "Who comes in",
  entry: "Newcomers come in",
  entries: {
    open: { name: "freely", hint: "Whoever has the link or the code." },
    password: { name: "with a password", hint: "Whoever knows it. Those who are in stay in." },
    knock: { name: "when let in", hint: "They knock, and you or an admin let them in." },
    locked: { name: "not at all", hint: "Nobody new. Those who were in may come back." },
    members: { name: "as members only", hint: "For all others there is no such room. Invite links let people in." },
  },
  entryFacts: { password: "password", knock: "knock", locked: "locked", members: "members only" },
  anotherPassword: "Another password",
  passwordMissing: "Give the room a password.",
  slowModeLabel: "Members write",
  noSlowMode: "as fast as they like",
  slowModeInterval: (time: string) => `once every ${time}`,
  listedInLobby: "Listed in the lobby, for everybody to see",
  saved: "Saved.",
  neverEnds: "This room has no end. Its oldest messages go when there are too many.",
  noEnd: "No end",

  // Invites
  inviteLinks: "Invite links",
  inviteLinksWhy: "Such a link lets people in whatever the door is. You can take it back.",
  forHowMany: "For how many",
  forHowLong: "For how long",
  untilRoomEnds: "as long as the room",
  makeLink: "Make a link",
  shownOnce: "Copy it now: it is shown this once.",
  copyInvite: "Copy invite link",
  usesLeft: (left: number, uses: number) => (uses === 1 ? "for one person" : `${left} of ${uses} uses left`),
  goodUntil: (time: string) => `until ${time}`,
  revoke: "Take back",

  // Rooms in the lobby
  myRooms: "Your rooms",
  findRoom: "Find a room",
  sortBy: "Sort by",
  sorts: { people: "most people", time: "most time left" },
  noneFound: "No room is called so.",
  moreRooms: "More rooms",

  // Accounts
  signIn: "Sign in",
  signInOrUp: "Sign in or make an account",
  makeAccount: "Make an account",
  noAccountYet: "No account yet?",
  haveAccount: "I have an account",
  accountWhy: "Your name, your rooms and your roles stay yours, on every device.",
  username: "Username",
  password: "Password",
  passwordHint: "At least 8 characters, and none that everybody tries first.",
  email: "E-mail",
  emailHint: "optional, shown to nobody",
  yourAccount: "Your account",
  signedInAs: (name: string) => `Signed in as ${name}`,
  signOut: "Sign out here",
  currentPassword: "Current password",
  currentPasswordNeeded: "Give your current password as well.",
  currentPasswordWrong: "That is not your current password.",
  newPassword: "New password",
  newPasswordWhy: "It signs out all your other devices.",
  passwordChanged: "Your password is changed.",
  eraseAccount: "Delete account",
  eraseAccountQuestion: "Delete your account?",
  eraseAccountWarning: "Your name is free for others, and your rooms stay without an owner. It can’t be brought back.",
  keepAccount: "Keep it",
  usernameLength: (least: number, most: number) => `A username has ${least} to ${most} characters.`,
  usernameShape: "A username is letters, digits and _ . - between them, of one script.",
  passwordLength: "A password has 8 to 1,024 characters.",
  passwordIsName: "The password is the username. Take another.",
  passwordIsCommon: "This password is one everybody tries first. Take another.",
  emailProblem: "That is no e-mail address.",
  endlessRoomsNotAllowed: "Rooms without an end are not allowed here.",
};

export type AccessTexts = typeof enAccessTexts;
