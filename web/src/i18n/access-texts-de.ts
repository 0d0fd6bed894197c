// The German texts about accounts, roles and moderation, and about how one comes into a room.

import type { AccessTexts } from "./access-texts-en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

export const deAccessTexts: AccessTexts = {
  // Refusals
  refusals: {
    malformed: "Das hat der Server nicht verstanden.",
    not_joined: "Du bist noch nicht im Raum.",
    bad_token: "Deine Sitzung ist abgelaufen. Versuch es noch mal.",
    not_allowed: "Das darfst du hier nicht.",
    room_full: "Dieser Raum ist voll.",
    not_found: "Das gibt es nicht mehr.",
    method_not_allowed: "Das kann der Server nicht.",
    code_taken: "Dieser Code ist schon vergeben.",
    ended: "Dieser Raum ist beendet.",
    too_large: "Das ist zu lang.",
    upgrade_needed: "Diese Adresse ist für WebSockets.",
    slow_down: "Du sendest zu schnell. Warte einen Moment.",
    internal: "Auf dem Server ist etwas schiefgegangen.",
    server_full: "Der Server ist gerade voll.",
    not_saved: "Nicht gespeichert: Der Server hat ein Problem mit der Festplatte.",
    kicked: "Du wurdest entfernt.",
    banned: "Du bist hier gesperrt.",
    muted: "Du bist eine Weile stumm.",
    locked: "Dieser Raum ist geschlossen. Niemand Neues kann beitreten.",
    password_needed: "Dieser Raum braucht ein Passwort.",
    wrong_password: "Falsches Passwort.",
    account_needed: "Melde dich dafür an.",
    bad_login: "Benutzername oder Passwort ist falsch.",
    name_taken: "Dieser Name oder ein sehr ähnlicher ist vergeben.",
    registration_closed: "Dieser Server nimmt keine neuen Konten an.",
    busy: "Der Server ist beschäftigt. Versuch es gleich noch mal.",
  },

  // Changes, told in the transcript
  theOwner: "Der Besitzer",
  titleChanged: (name, title) => `${isolateName(name)} hat den Titel geändert: „${isolateName(title)}“`,
  titleReplaced: (name) => `${isolateName(name)} hat den Titel geändert`,
  titleRemoved: (name) => `${isolateName(name)} hat den Titel entfernt`,
  extended: (name, until) => `${isolateName(name)} hat den Raum verlängert: bis ${until}`,
  visibilityChanged: {
    public: (name) => `${isolateName(name)} hat den Raum in die öffentliche Liste aufgenommen`,
    unlisted: (name) => `${isolateName(name)} hat den Raum aus der öffentlichen Liste genommen`,
  },
  entryChanged: {
    open: (name) => `${isolateName(name)} hat den Raum für alle mit dem Link geöffnet`,
    password: (name) => `${isolateName(name)} hat ein Passwort zum Beitreten gesetzt`,
    knock: (name) => `${isolateName(name)} lässt Neue nur noch auf Anfrage herein`,
    locked: (name) => `${isolateName(name)} hat den Raum geschlossen`,
    members: (name) => `${isolateName(name)} lässt nur noch Mitglieder in den Raum`,
  },
  slowModeOn: (name, time) => `${isolateName(name)} hat den langsamen Modus eingeschaltet: eine Nachricht alle ${time}`,
  slowModeOff: (name) => `${isolateName(name)} hat den langsamen Modus ausgeschaltet`,
  writersChanged: {
    moderators: (name) => `${isolateName(name)} hat festgelegt: Hier schreibt nur, wer den Raum leitet`,
    everyone: (name) => `${isolateName(name)} lässt alle schreiben`,
  },
  maxMembersChanged: (name, max) =>
    max === null
      ? `${isolateName(name)} hat die Höchstzahl an Personen aufgehoben`
      : `${isolateName(name)} hat den Raum auf ${plural("de", max, { one: "# Person", other: "# Personen" })} begrenzt`,
  idleChanged: (name, time) =>
    time === undefined
      ? `${isolateName(name)} behält den Raum, wenn alle gegangen sind`
      : `${isolateName(name)} beendet den Raum ${time}, nachdem alle gegangen sind`,
  moderationActions: {
    admit: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} hereingelassen`,
    kick: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} entfernt`,
    ban: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} gesperrt`,
    unban: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} entsperrt`,
    unmute: (name, whom) => `${isolateName(name)} hat die Stummschaltung von ${isolateName(whom)} aufgehoben`,
    promote: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} zum Admin gemacht`,
    demote: (name, whom) => `${isolateName(name)} hat ${isolateName(whom)} als Admin entfernt`,
    handover: (name, whom) => `${isolateName(name)} hat den Raum an ${isolateName(whom)} übergeben`,
    take: (name) => `${isolateName(name)} ist jetzt Besitzer`,
    wipe: (name, whom) => `${isolateName(name)} hat die Nachrichten von ${isolateName(whom)} gelöscht`,
  },
  mutedUntil: (name, whom, until) => `${isolateName(name)} hat ${isolateName(whom)} bis ${until} stumm geschaltet`,

  // Before joining
  joinGates: {
    password: "Dieser Raum braucht ein Passwort",
    knocking: "Du wartest auf Einlass",
    account: "Dieser Server verlangt ein Konto",
    later: "Du kannst gerade nicht beitreten",
  },
  roomPassword: "Raumpasswort",
  enterRoom: "Beitreten",
  tooManyTries: (seconds) =>
    `Zu viele Versuche. Warte ${plural("de", seconds, { one: "# Sekunde", other: "# Sekunden" })}.`,
  waitingAs: (name) =>
    `Wer den Raum leitet, sieht, dass du wartest, ${name}. Der Raum öffnet sich, sobald du hereingelassen wirst.`,
  stopWaiting: "Nicht mehr warten",
  accountsOnly: "Melde dich an oder erstelle ein Konto, um dem Raum beizutreten.",
  rejoin: "Zurückkommen",
  comeBackIn: (time) => `In ${time} kannst du zurückkommen, oder sobald man dich wieder hereinlässt.`,
  badInvite: "Diese Einladung ist aufgebraucht oder nicht mehr gültig.",

  // Knocks and what can be taken back
  knocks: "Möchten beitreten",
  wantsToJoin: (name) => `${isolateName(name)} möchte beitreten`,
  knockAnnouncement: (names) =>
    `${joinList(
      "de",
      names.map((name) => isolateName(name)),
    )} ${names.length === 1 ? "möchte" : "möchten"} beitreten`,
  letIn: "Hereinlassen",
  letInName: (name) => `Hereinlassen: ${isolateName(name)}`,
  decline: "Ablehnen",
  declineName: (name) => `Ablehnen: ${isolateName(name)}`,
  kickPending: (name) => `${isolateName(name)} wird entfernt …`,
  messagesDeleted: (count) => plural("de", count, { one: "Nachricht gelöscht", other: "# Nachrichten gelöscht" }),

  // People
  muted: "stumm",
  statuses: { online: "gerade hier", away: "abwesend", offline: "nicht hier" },
  lastSeen: (time) => `zuletzt hier ${time}`,
  mutedUntilTime: (time) => `stumm bis ${time}`,
  absentMembers: "Gerade nicht hier",
  banned: "Gesperrt",
  unban: "Entsperren",
  unbanName: (name) => `Entsperren: ${isolateName(name)}`,
  becomeOwner: "Besitzer werden",
  makeAdmin: "Zum Admin machen",
  removeAdmin: "Als Admin entfernen",
  transferOwnership: "Raum übertragen",
  muteFor: { 10: "10 Min.", 60: "1 Std.", 0: "bis der Raum endet" },
  unmute: "Stummschaltung aufheben",
  wipe: "Nachrichten löschen",
  kick: "Entfernen",
  ban: "Sperren",
  confirmations: {
    ban: {
      title: (name) => `${isolateName(name)} sperren?`,
      text: "Die Person wird jetzt entfernt und kann nicht zurück, solange du sie nicht entsperrst.",
      confirmLabel: "Sperren",
    },
    handover: {
      title: (name) => `Raum an ${isolateName(name)} übertragen?`,
      text: "Der Raum gehört dann dieser Person, und du wirst Admin. Dein Besitzer-Link gilt nicht mehr. Zurückgeben kann ihn nur sie.",
      confirmLabel: "Übertragen",
    },
    wipe: {
      title: (name) => `Alles löschen, was ${isolateName(name)} hier geschrieben hat?`,
      text: "Die Nachrichten verschwinden für alle. Das lässt sich nicht rückgängig machen.",
      confirmLabel: "Löschen",
    },
  },
  youAreMuted: (until) => `Du bist stumm bis ${until}.`,
  mutedBy: (name, until) => `${isolateName(name)} hat dich bis ${until} stumm geschaltet`,
  onlyHostsWrite: "Hier schreibt nur, wer den Raum leitet",
  slowMode: (time) => `Langsamer Modus: eine Nachricht alle ${time}.`,
  slowModeWait: (seconds) => `Langsamer Modus: Du kannst in ${seconds} s wieder senden.`,

  // Settings of a room
  accessHeading: "Zugang",
  entry: "Beitreten darf",
  entries: {
    open: { name: "wer den Link hat", hint: "Alle, die den Link oder den Code haben." },
    password: { name: "wer das Passwort kennt", hint: "Wer schon hier ist, bleibt." },
    knock: { name: "wer hereingelassen wird", hint: "Andere fragen an, du oder ein Admin lässt sie herein." },
    locked: { name: "niemand Neues", hint: "Wer schon hier war, kann zurückkommen." },
    members: {
      name: "nur Mitglieder",
      hint: "Für alle anderen gibt es diesen Raum nicht. Lass sie mit einem Einmal-Link herein.",
    },
  },
  entryFacts: { password: "Passwort", knock: "auf Anfrage", locked: "geschlossen", members: "nur Mitglieder" },
  anotherPassword: "Neues Raumpasswort",
  passwordMissing: "Leg ein Passwort für den Raum fest.",
  writersLabel: "Schreiben darf",
  writers: { everyone: "jeder", moderators: "nur Besitzer und Admins" },
  slowModeLabel: "Langsamer Modus",
  noSlowMode: "aus",
  slowModeInterval: (time) => `eine Nachricht alle ${time}`,
  saved: "Gespeichert.",
  neverEnds: "Dieser Raum endet nie. Werden es zu viele Nachrichten, werden die ältesten gelöscht.",
  noEnd: "Ohne Ende",

  // Invites
  oneTimeLinks: "Einmal-Links",
  oneTimeLinksWhy: "Damit kommt man herein, auch wenn der Raum geschlossen ist. Du kannst sie widerrufen.",
  oneTimeLinksOpen: "Damit kommt man auch herein, wenn du den Raum später schließt. Bis dahin genügt der Link oben.",
  inviteUses: "Verwendungen",
  inviteExpires: "Läuft ab",
  inviteExpiresWithRoom: "mit dem Raum",
  createLink: "Link erstellen",
  shownOnce: "Kopier ihn jetzt. Du siehst ihn nicht noch einmal.",
  copyInvite: "Einmal-Link kopieren",
  usesLeft: (left, uses) => (uses === 1 ? "für eine Person" : `noch ${left} von ${uses} Verwendungen`),
  goodUntil: (time) => `bis ${time}`,
  revoke: "Widerrufen",

  // Rooms in the lobby
  myRooms: "Deine Räume",
  findRoom: "Raum suchen",
  sortBy: "Sortiert nach",
  sorts: { people: "meisten Leuten", time: "meister Zeit" },
  noneFound: "Kein Raum mit diesem Namen.",
  moreRooms: "Mehr Räume",

  // Accounts
  signIn: "Anmelden",
  signInOrUp: "Anmelden oder Konto erstellen",
  createAccount: "Konto erstellen",
  noAccountYet: "Neu hier? Konto erstellen",
  haveAccount: "Schon ein Konto? Anmelden",
  accountWhy: "Behalte Namen, Räume und Rollen auf jedem Gerät.",
  username: "Benutzername",
  password: "Passwort",
  passwordHint: "Mindestens 8 Zeichen, nicht zu gängig.",
  email: "E-Mail",
  emailHint: "optional, niemand sieht sie",
  yourAccount: "Dein Konto",
  signedInAs: (name) => `Angemeldet als ${name}`,
  signOut: "Abmelden",
  currentPassword: "Aktuelles Passwort",
  currentPasswordNeeded: "Gib auch dein aktuelles Passwort ein.",
  currentPasswordWrong: "Das ist nicht dein aktuelles Passwort.",
  newPassword: "Neues Passwort",
  newPasswordWhy: "Meldet dich auf allen anderen Geräten ab.",
  passwordChanged: "Passwort geändert.",
  eraseAccount: "Konto löschen",
  eraseAccountQuestion: "Dein Konto löschen?",
  eraseAccountWarning:
    "Andere können deinen Namen nehmen, deine Räume bleiben ohne Besitzer. Das lässt sich nicht rückgängig machen.",
  keepAccount: "Behalten",
  usernameLength: (least, most) => `Ein Benutzername hat ${least} bis ${most} Zeichen.`,
  usernameShape: "Nur Buchstaben eines Alphabets, Ziffern und dazwischen _ . -",
  passwordLength: "Ein Passwort hat 8 bis 1.024 Zeichen.",
  passwordIsName: "Das Passwort darf nicht der Benutzername sein. Wähl ein anderes.",
  passwordIsCommon: "Zu gängig. Wähl ein anderes.",
  emailProblem: "Das ist keine E-Mail-Adresse.",
  endlessRoomsNotAllowed: "Räume, die nie enden, sind hier nicht erlaubt.",
};
