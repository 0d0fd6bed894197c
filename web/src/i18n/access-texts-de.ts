// The German texts about accounts, roles and moderation, and about how one comes into a room.

import type { AccessTexts } from "./access-texts-en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

export const deAccessTexts: AccessTexts = {
  // Refusals
  refusals: {
    malformed: "Das versteht der Server nicht.",
    not_joined: "Du bist noch nicht im Raum.",
    bad_token: "Der Server kennt dich nicht mehr. Versuch es noch mal.",
    not_allowed: "Das darfst du hier nicht.",
    room_full: "Dieser Raum ist voll.",
    not_found: "Das gibt es nicht mehr.",
    method_not_allowed: "Das kann der Server hier nicht.",
    code_taken: "Dieser Code ist schon vergeben.",
    ended: "Dieser Raum ist zu Ende.",
    too_large: "Das ist zu lang.",
    upgrade_needed: "Diese Adresse ist für WebSockets.",
    slow_down: "Zu viel auf einmal. Warte einen Moment.",
    internal: "Auf dem Server ist etwas schiefgegangen.",
    server_full: "Der Server ist gerade voll.",
    not_saved: "Nicht gespeichert: Die Festplatte des Servers streikt.",
    kicked: "Du wurdest hinausgebeten.",
    banned: "Du bist hier verbannt.",
    muted: "Du kannst hier eine Weile nichts sagen.",
    locked: "Dieser Raum ist abgeschlossen: Neue kommen nicht hinein.",
    password_needed: "Dieser Raum fragt nach einem Passwort.",
    wrong_password: "Das ist nicht das Passwort dieses Raums.",
    account_needed: "Dafür brauchst du ein Konto.",
    bad_login: "Kein Konto hat diesen Benutzernamen und dieses Passwort.",
    name_taken: "Diesen Namen hat schon jemand, oder einen zum Verwechseln ähnlichen.",
    registration_closed: "Dieser Server nimmt keine neuen Konten an.",
    busy: "Der Server ist beschäftigt. Versuch es gleich noch mal.",
  },

  // Changes, told in the transcript
  theOwner: "Der Besitzer",
  titleChanged: (name, title) => `${isolateName(name)} hat den Titel geändert: „${isolateName(title)}“`,
  titleRemoved: (name) => `${isolateName(name)} hat den Titel entfernt`,
  extended: (name, until) => `${isolateName(name)} hat dem Raum mehr Zeit gegeben: bis ${until}`,
  visibilityChanged: {
    public: (name) => `${isolateName(name)} hat den Raum für alle aufgelistet`,
    unlisted: (name) => `${isolateName(name)} hat den Raum von der Liste genommen`,
  },
  entryChanged: {
    open: (name) => `${isolateName(name)} hat den Raum für alle mit dem Link geöffnet`,
    password: (name) => `${isolateName(name)} hat ein Passwort für Neue gesetzt`,
    knock: (name) => `${isolateName(name)} lässt Neue anklopfen`,
    locked: (name) => `${isolateName(name)} hat den Raum abgeschlossen`,
    members: (name) => `${isolateName(name)} lässt nur noch Mitglieder in den Raum`,
  },
  slowModeOn: (name, time) => `${isolateName(name)} hat das Gespräch verlangsamt: eine Nachricht alle ${time}`,
  slowModeOff: (name) => `${isolateName(name)} lässt alle wieder so schnell schreiben, wie sie wollen`,
  maxMembersChanged: (name, max) =>
    max === null
      ? `${isolateName(name)} lässt so viele herein, wie kommen`
      : `${isolateName(name)} lässt höchstens ${plural("de", max, { one: "# Person", other: "# Leute" })} herein`,
  moderationActions: {
    admit: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} hereingelassen`,
    kick: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} hinausgebeten`,
    ban: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} verbannt`,
    unban: (name, whom) => `${isolateName(name)} hat den Bann gegen ${isolateName(whom)} aufgehoben`,
    unmute: (name, whom) => `${isolateName(name)} lässt ${isolateName(whom)} wieder sprechen`,
    promote: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} zum Admin gemacht`,
    demote: (name, whom) => `${isolateName(whom)} ist kein Admin mehr: ${isolateName(name)} hat es zurückgenommen`,
    handover: (name, whom) => `${isolateName(name)} hat den Raum an ${isolateName(whom)} übergeben`,
    take: (name) => `${isolateName(name)} hat den Raum übernommen`,
    wipe: (name, whom) => `${isolateName(name)} hat gelöscht, was ${isolateName(whom)} geschrieben hat`,
  },
  mutedUntil: (name, whom, until) => `${isolateName(name)} hat ${isolateName(whom)} bis ${until} stumm geschaltet`,

  // At the door
  joinGates: {
    password: "Dieser Raum fragt nach einem Passwort",
    patience: "Du wartest auf Einlass",
    account: "Dieser Server ist für Leute mit Konto",
    "another time": "Du kannst gerade nicht hinein",
  },
  roomPassword: "Passwort des Raums",
  goIn: "Hinein",
  tooManyTries: (seconds) =>
    `Zu viele Versuche. Warte ${plural("de", seconds, { one: "# Sekunde", other: "# Sekunden" })}.`,
  waitingAs: (name) =>
    `Wer den Raum leitet, sieht, dass du, ${name}, vor der Tür stehst. Diese Seite öffnet sich von selbst, sobald du hereingelassen wirst.`,
  stopWaiting: "Nicht länger warten",
  accountsOnly: "Melde dich an oder leg ein Konto an, und du bist im Raum.",
  rejoin: "Zurückkommen",
  badInvite: "Diese Einladung ist verbraucht oder gilt nicht mehr.",

  // Knocks and what can be taken back
  knocks: "Vor der Tür",
  wantsToJoin: (name) => `${isolateName(name)} möchte herein`,
  knockAnnouncement: (names) => {
    const who = joinList(
      "de",
      names.map((name) => isolateName(name)),
    );
    return `${who} ${names.length === 1 ? "möchte" : "möchten"} herein`;
  },
  letIn: "Hereinlassen",
  letInName: (name) => `Hereinlassen: ${isolateName(name)}`,
  notNow: "Jetzt nicht",
  notNowName: (name) => `Jetzt nicht: ${isolateName(name)}`,
  kickPending: (name) => `${isolateName(name)} wird hinausgebeten`,
  messagesDeleted: (count) => plural("de", count, { one: "Nachricht gelöscht", other: "# Nachrichten gelöscht" }),

  // People
  member: "Mitglied",
  muted: "stumm",
  statuses: { online: "gerade hier", away: "abwesend", offline: "nicht hier" },
  lastSeen: (time) => `zuletzt hier ${time}`,
  mutedUntilTime: (time) => `stumm bis ${time}`,
  absentMembers: "Gerade nicht hier",
  banned: "Verbannt",
  unban: "Bann aufheben",
  unbanName: (name) => `Bann aufheben: ${isolateName(name)}`,
  takeOver: "Diesen Raum übernehmen",
  makeAdmin: "Zum Admin machen",
  unmakeAdmin: "Admin zurücknehmen",
  handOver: "Raum übergeben",
  mute: "Stumm für",
  muteFor: { 10: "10 Min.", 60: "1 Std.", 0: "bis zum Ende" },
  unmute: "Wieder sprechen lassen",
  wipe: "Alle Nachrichten löschen",
  kick: "Hinausbitten",
  ban: "Verbannen",
  confirmations: {
    ban: {
      title: (name) => `${isolateName(name)} verbannen?`,
      words: "Die Person muss sofort gehen und kann nicht zurück, bis der Raum endet oder der Bann aufgehoben wird.",
      act: "Verbannen",
    },
    handover: {
      title: (name) => `Diesen Raum an ${isolateName(name)} übergeben?`,
      words:
        "Der Raum gehört dann dieser Person und du bist Admin. Dein Besitzer-Link gilt nicht mehr. Zurückgeben kann ihn nur sie.",
      act: "Übergeben",
    },
    wipe: {
      title: (name) => `Alles löschen, was ${isolateName(name)} hier geschrieben hat?`,
      words: "Es verschwindet für alle und lässt sich nicht zurückholen.",
      act: "Löschen",
    },
  },
  youAreMuted: (until) => `Du kannst hier bis ${until} nichts sagen.`,
  slowMode: (time) => `Langsam: eine Nachricht alle ${time}.`,
  nextIn: (seconds) => `Deine geht in ${seconds} s.`,

  // Settings of a room
  accessHeading: "Wer hereinkommt",
  entry: "Neue kommen herein",
  entries: {
    open: { name: "einfach so", hint: "Alle, die den Link oder den Code haben." },
    password: { name: "mit Passwort", hint: "Alle, die es kennen. Wer drin ist, bleibt drin." },
    knock: { name: "auf Einlass", hint: "Sie klopfen an, und du oder ein Admin lässt sie herein." },
    locked: { name: "gar nicht", hint: "Niemand Neues. Wer schon drin war, kann zurückkommen." },
    members: { name: "nur als Mitglied", hint: "Für alle anderen gibt es den Raum nicht. Einladungslinks lassen ein." },
  },
  entryFacts: { password: "Passwort", knock: "anklopfen", locked: "abgeschlossen", members: "nur Mitglieder" },
  anotherPassword: "Ein anderes Passwort",
  passwordMissing: "Gib dem Raum ein Passwort.",
  slowModeLabel: "Mitglieder schreiben",
  noSlowMode: "so schnell sie wollen",
  slowModeInterval: (time) => `einmal alle ${time}`,
  listedInLobby: "In der Lobby für alle sichtbar",
  saved: "Gespeichert.",
  neverEnds: "Dieser Raum hat kein Ende. Die ältesten Nachrichten gehen, wenn es zu viele werden.",
  noEnd: "Ohne Ende",

  // Invites
  inviteLinks: "Einladungslinks",
  inviteLinksWhy: "Ein solcher Link lässt ein, wie auch immer die Tür steht. Du kannst ihn zurücknehmen.",
  forHowMany: "Für wie viele",
  forHowLong: "Für wie lange",
  untilRoomEnds: "so lange wie der Raum",
  makeLink: "Link erstellen",
  shownOnce: "Kopier ihn jetzt: Er wird nur dieses eine Mal gezeigt.",
  copyInvite: "Einladungslink kopieren",
  usesLeft: (left, uses) => (uses === 1 ? "für eine Person" : `noch ${left} von ${uses} Mal`),
  goodUntil: (time) => `bis ${time}`,
  revoke: "Zurücknehmen",

  // Rooms in the lobby
  myRooms: "Deine Räume",
  findRoom: "Raum suchen",
  sortBy: "Sortiert nach",
  sorts: { people: "meisten Leuten", time: "meister Zeit" },
  noneFound: "So heißt kein Raum.",
  moreRooms: "Mehr Räume",

  // Accounts
  signIn: "Anmelden",
  signInOrUp: "Anmelden oder Konto anlegen",
  makeAccount: "Konto anlegen",
  noAccountYet: "Noch kein Konto?",
  haveAccount: "Ich habe ein Konto",
  accountWhy: "Dein Name, deine Räume und deine Rollen bleiben deine, auf jedem Gerät.",
  username: "Benutzername",
  password: "Passwort",
  passwordHint: "Mindestens 8 Zeichen, und keins, das alle zuerst probieren.",
  email: "E-Mail",
  emailHint: "freiwillig, wird niemandem gezeigt",
  yourAccount: "Dein Konto",
  signedInAs: (name) => `Angemeldet als ${name}`,
  signOut: "Hier abmelden",
  currentPassword: "Aktuelles Passwort",
  currentPasswordNeeded: "Gib auch dein aktuelles Passwort ein.",
  currentPasswordWrong: "Das ist nicht dein aktuelles Passwort.",
  newPassword: "Neues Passwort",
  newPasswordWhy: "Es meldet alle deine anderen Geräte ab.",
  passwordChanged: "Dein Passwort ist geändert.",
  eraseAccount: "Konto löschen",
  eraseAccountQuestion: "Dein Konto löschen?",
  eraseAccountWarning:
    "Dein Name wird für andere frei, deine Räume bleiben ohne Besitzer. Es lässt sich nicht zurückholen.",
  keepAccount: "Behalten",
  usernameLength: (least, most) => `Ein Benutzername hat ${least} bis ${most} Zeichen.`,
  usernameShape: "Ein Benutzername besteht aus Buchstaben einer Schrift, Ziffern und _ . - dazwischen.",
  passwordLength: "Ein Passwort hat 8 bis 1.024 Zeichen.",
  passwordIsName: "Das Passwort ist der Benutzername. Nimm ein anderes.",
  passwordIsCommon: "Dieses Passwort probieren alle zuerst. Nimm ein anderes.",
  emailProblem: "Das ist keine E-Mail-Adresse.",
  endlessRoomsNotAllowed: "Räume ohne Ende sind hier nicht erlaubt.",
};
