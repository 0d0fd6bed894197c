// German, on first-name terms.

import { deAccessTexts } from "./access-texts-de.ts";
import type { Texts } from "./en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} Leute`
    : joinList(
        "de",
        names.map((name) => isolateName(name)),
      );
const are = (names: readonly string[], one: string, many: string) => (names.length === 1 ? one : many);

export const de: Texts = {
  ...deAccessTexts,
  direction: "ltr",

  // Everywhere
  newRoom: "Neuer Raum",
  allRooms: "Alle Räume",
  tryAgain: "Noch mal versuchen",
  close: "Schließen",
  save: "Speichern",
  copied: "Kopiert ✓",
  copyByHand: (label) => `${label}: bitte selbst kopieren`,
  you: "du",
  peopleHere: (count) => `${count} hier`,
  timeUnits: {
    day: (count) => `${count} T`,
    hour: (count) => `${count} h`,
    minute: (count) => `${count} min`,
  },
  timeLeft: (time) => `noch ${time}`,

  // Refusals
  unreachable: "Der Server ist nicht erreichbar.",
  nothingToSee: "Es enthält keine sichtbaren Zeichen.",
  invisibleCharacters: "Es enthält Steuerzeichen oder unsichtbare Zeichen.",
  piledMarks: "Auf einem Buchstaben stapeln sich zu viele Zeichen.",
  notUnicode: "Das ist kein gültiges Unicode.",
  longerThan: (max) => `Das sind mehr als ${plural("de", max, { one: "# Zeichen", other: "# Zeichen" })}.`,
  lifeAtMost: (time) => `Räume auf diesem Server dauern höchstens ${time}.`,
  idleAtMost: (time) => `Leere Räume bleiben auf diesem Server höchstens ${time}.`,
  extendAtMost: (time) => `Von jetzt an bleiben höchstens ${time}.`,
  membersAtMost: (max) =>
    `In diesen Raum passen höchstens ${plural("de", max, { one: "# Person", other: "# Personen" })}.`,
  codesAreGenerated: "Eigene Codes sind auf diesem Server nicht möglich.",
  codeShape: "3 bis 32 Zeichen: Buchstaben von a bis z, Ziffern und Bindestriche.",

  // Languages, lobby, look
  language: "Sprache",
  theme: "Aussehen",
  themes: { system: "Wie das Gerät", light: "Hell", dark: "Dunkel" },
  slogan: "Ein Tag zum Reden. Dann ist alles weg.",
  promise: (needsAccount, roomsMayLast) =>
    `${
      needsAccount
        ? "Melde dich an, öffne einen Chatraum, teile den Link. Alle hier brauchen ein Konto."
        : "Öffne einen Chatraum, teile den Link, ganz ohne Konto."
    } ${roomsMayLast ? "Endet der Raum" : "Ist seine Zeit um"}, wird alles gelöscht.`,
  licences: "Lizenzen",
  apiDocs: "API",
  filesRefused: "Hier lassen sich keine Dateien senden.",
  lifeLabel: "Dauer",
  lifeOptions: { 10: "10 Min.", 60: "1 Std.", 240: "4 Std.", 1440: "24 Std.", 10080: "7 Tage" },
  customLife: "Eigene …",
  amount: "Wie lange",
  unit: "Einheit",
  units: { minute: "Minuten", hour: "Stunden", day: "Tage" },
  range: (least, most) => `Von ${least} bis ${most}.`,
  moreOptions: "Weitere Optionen",
  title: "Titel",
  titleHint: "Thema (optional)",
  customCode: "Eigener Code",
  customCodeHint: "sommerfest (optional)",
  whenEmpty: "Wenn alle gegangen sind",
  idleOptions: {
    0: "bis zum Schluss behalten",
    5: "nach 5 Minuten beenden",
    30: "nach 30 Minuten beenden",
    120: "nach 2 Stunden beenden",
  },
  memberCap: "Höchstzahl an Personen",
  memberCapHint: "unbegrenzt",
  listPublicly: "In der öffentlichen Liste zeigen",
  anyoneCanEndRoom: "Alle dürfen den Raum beenden",
  encryptedRoom: {
    name: "Ende-zu-Ende-verschlüsselt",
    hint: "Der Server kann nicht mitlesen. Der Schlüssel steht im Link: Wer ihn hat, liest mit.",
  },
  haveCode: "Hast du einen Code oder Link?",
  join: "Beitreten",
  invalidRoomInput: "Das ist kein Raumcode oder Link.",
  scan: "QR-Code scannen",
  scanHint: "Richte die Kamera auf den QR-Code des Raums.",
  wrongQrCode: "Das ist nicht der QR-Code eines Raums.",
  noCamera: "Die Kamera ist nicht verfügbar.",
  cameraDenied:
    "Der Browser lässt diese Seite nicht an die Kamera. Erlaube sie über das Symbol neben der Adresse und versuch es noch einmal.",
  yourIdentity: "Das bist du",
  recentRooms: "Zuletzt besuchte Räume",
  ownRoom: "deiner",
  forgetRoom: (name) => `${isolateName(name)} vergessen`,
  publicRooms: "Öffentliche Räume",
  roomClosed: {
    ended: { title: "Dieser Raum ist beendet", text: "Alles darin wurde gelöscht." },
    unknown: {
      title: "Diesen Raum gibt es nicht",
      text: "Prüf den Code auf Tippfehler oder frag noch mal nach dem Link.",
    },
    nowhere: { title: "Hier ist nichts", text: "Diese Adresse führt zu keinem Raum." },
    refused: { title: "Du kannst gerade nicht beitreten", text: "Der Raum hat dich nicht hereingelassen." },
    full: { title: "Dieser Raum ist voll", text: "Sobald jemand geht, kannst du beitreten." },
    removed: { title: "Du wurdest entfernt", text: "Wer diesen Raum leitet, hat dich entfernt." },
    banned: {
      title: "Du wurdest für diesen Raum gesperrt",
      text: "Zurück kannst du erst, wenn die Sperre aufgehoben wird.",
    },
    denied: { title: "Nicht hereingelassen", text: "Wer den Raum leitet, sagt: gerade nicht." },
    locked: { title: "Dieser Raum ist geschlossen", text: "Gerade kann niemand Neues beitreten." },
    signedOut: { title: "Du bist abgemeldet", text: "Komm als Gast zurück oder melde dich wieder an." },
    left: { title: "Du hast diesen Raum verlassen", text: "Bis er endet, kannst du zurückkommen." },
    forgotten: { title: "Du hast diesen Raum verlassen", text: "Dieser Browser hat ihn vergessen." },
    replaced: { title: "In einem anderen Tab geöffnet", text: "Du hast diesen Raum in zu vielen Tabs offen." },
  },
  endReasons: {
    expired: "Seine Zeit war um. Alles darin wurde gelöscht.",
    idle: "Alle waren gegangen. Alles darin wurde gelöscht.",
    ended: "Jemand hat ihn beendet. Alles darin wurde gelöscht.",
  },

  // Messages
  messages: "Nachrichten",
  messageDeleted: "Diese Nachricht wurde gelöscht.",
  edited: "bearbeitet",
  sendPending: "Wird gesendet …",
  sendFailed: (why) => `Nicht gesendet: ${why}`,
  discard: "Verwerfen",
  historyStart: "Das ist der Anfang.",
  historyGone: "Frühere Nachrichten sind weg.",
  emptyRoom: "Hier ist es noch still",
  emptyRoomHint: "Schick den Link an alle, die dabei sein sollen.",
  joined: (names) => `${people(names)} ${are(names, "ist", "sind")} gekommen`,
  left: (names) => `${people(names)} ${are(names, "ist", "sind")} gegangen`,
  joinedAndLeft: (joined, left) => `Gekommen: ${people(joined)}, gegangen: ${people(left)}`,
  typing: (names) => {
    const shown = names.map((name) => isolateName(name));
    const who = joinList("de", names.length > 3 ? [...shown.slice(0, 2), `${names.length - 2} weitere`] : shown);
    return `${who} ${are(names, "schreibt", "schreiben")} …`;
  },
  newMessages: (count) => plural("de", count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  manyNewMessages: (count) => `Mehr als ${count} neue Nachrichten`,
  jumpToLatest: "Zur neuesten",
  unreadSince: (time) => `Neu seit ${time}`,
  loadingOlder: "Frühere Nachrichten werden geladen …",
  hideJoins: "Kommen und Gehen ausblenden",
  showJoins: "Kommen und Gehen zeigen",
  messageLabel: (name, time) => `${isolateName(name)}, ${time}`,
  editPending: "Wird gespeichert …",
  editFailed: (why) => `Bearbeiten fehlgeschlagen: ${why}`,
  copyCode: "Kopieren",
  messageActions: "Aktionen für die Nachricht",
  react: "Reagieren",
  reply: "Antworten",
  moreActions: "Mehr",
  moreEmoji: "Mehr Emojis",
  copyText: "Text kopieren",
  pin: "An die Tafel heften",
  unpin: "Von der Tafel nehmen",
  editMessage: "Bearbeiten",
  deleteMessage: "Löschen",
  inReplyTo: (name) => `Antwort auf ${isolateName(name)}`,
  quotedMissing: "Diese Nachricht gibt es nicht mehr",
  reactions: "Reaktionen",
  reactedWith: (emoji, names, others) => {
    const more = others > 0 ? [`${others} weitere`] : [];
    return `${emoji} ${joinList("de", [...names.map((name) => isolateName(name)), ...more])}`;
  },

  // Composer and people
  message: "Nachricht",
  messagePlaceholder: "Schreib etwas …",
  send: "Senden",
  yourName: "Dein Name",
  changeName: ", deinen Namen ändern",
  whoIsHere: "Wer hier ist",
  hereNow: "Gerade hier",
  roles: { owner: "Besitzer", admin: "Admin", member: "Mitglied" },
  emoji: "Emoji",
  keysAndFormatting: "Tastatur und Formatierung",
  changeAvatar: "Dein Bild ändern",
  anotherName: "Anderer Name",
  draftCleared: "Entwurf geleert.",
  sendCommand: (command) => `„${isolateName(command)}“ als Nachricht senden?`,
  commandHints: { "/me": "kursiv schreiben", "/shrug": "\u2068¯\\_(ツ)_/¯\u2069 anhängen" },
  nameTaken: {
    present: (name, have) => `Hier heißt schon jemand ${isolateName(name)}. Du bist ${isolateName(have)}.`,
    reserved: (name, have) => `Der Name ${isolateName(name)} ist vergeben. Du bist hier ${isolateName(have)}.`,
  },
  undo: "Rückgängig",
  cancel: "Abbrechen",
  editingMessage: "Du bearbeitest deine Nachricht",
  replyingTo: (name) => `Antwort an ${isolateName(name)}`,
  charactersLeft: (count) => `Noch ${plural("de", count, { one: "# Zeichen", other: "# Zeichen" })}`,
  charactersOver: (count) => plural("de", count, { one: "# Zeichen zu viel", other: "# Zeichen zu viel" }),
  messageAtMost: (max) => `Eine Nachricht hat höchstens ${plural("de", max, { other: "# Zeichen" })}.`,
  away: "abwesend",

  // Time, sharing, connection
  home: "Mayfly: alle Räume",
  endsAt: (time) => `Endet ${time}`,
  invite: "Einladen",
  aboutRoom: "Über diesen Raum",
  offline: "Du bist offline.",
  connectionLost: "Verbindung verloren. Wird wiederhergestellt …",
  reconnecting: "Wird neu verbunden …",
  retryIn: (seconds) => `Nächster Versuch in ${seconds} s.`,
  sentOnceReconnected: "Deine Nachrichten werden gesendet, sobald du wieder verbunden bist.",
  retryNow: "Jetzt versuchen",
  copyLink: "Link kopieren",
  time: "Zeit",
  nearDayAt: (day, time) => `${day} um ${time}`,
  dateAt: (date, time) => `am ${date} um ${time}`,
  endsAndErases: (time) => `Endet ${time}, dann wird alles gelöscht.`,
  more: { 60: "+ 1 Stunde", 240: "+ 4 Stunden", 1440: "+ 1 Tag" },
  ownerLink: "Dein Besitzer-Link",
  ownerLinkWhy: "Öffne ihn auf einem anderen Gerät, um auch dort Besitzer zu sein. Behalte ihn für dich.",
  copyOwnerLink: "Besitzer-Link kopieren",
  endRoom: "Raum beenden",
  endRoomQuestion: "Diesen Raum jetzt beenden?",
  endRoomWarning: "Alles darin wird sofort für alle gelöscht. Das lässt sich nicht rückgängig machen.",
  keepRoom: "Behalten",
  inviteOthers: "Andere einladen",
  share: "Teilen …",
  shareBySms: "SMS",
  shareByEmail: "E-Mail",
  typeTheCode: (address) => `Oder ${address} öffnen und eintippen`,
  qrCode: "QR-Code des Links",
  localAddressOnly:
    "Diese Adresse funktioniert nur auf diesem Rechner. Teile eine der Netzwerkadressen, die Mayfly beim Start ausgegeben hat.",
  serverUnreachable: "Der Server ist nicht erreichbar.",
  socketBlocked:
    "Der Server antwortet, aber die Live-Verbindung ist blockiert. Wahrscheinlich leitet ein Proxy dazwischen keine WebSockets weiter.",
  tooManySockets: "Zu viele Live-Verbindungen sind offen.",
  serverRestarting: "Der Server startet neu. Du wirst automatisch wieder verbunden.",
  extendByMinutes: "Verlängern um (Minuten)",
  extendLife: "Verlängern",
  deadlines: {
    hour: "Dieser Raum endet in weniger als einer Stunde.",
    minutes: "Dieser Raum endet in weniger als fünf Minuten.",
    minute: "Weniger als eine Minute. Dann wird alles in diesem Raum gelöscht.",
  },
  createNextRoom: "In neuem Raum weitermachen",
  nextRoomMessage: (link) => `Hier geht’s weiter: ${link}`,
  continuedInNextRoom: "Das Gespräch geht in einem neuen Raum weiter.",
  joinNextRoom: "Zum neuen Raum",
  showOwnerLink: "Anzeigen",
  notifyWhenAway: "Benachrichtigen, wenn ich weg bin",
  notifyAbout: { none: "nie", mentions: "bei Erwähnungen", all: "bei allen Nachrichten" },
  withSound: "mit einem Ton",
  withNotification: "mit einer Benachrichtigung",
  notificationObstacles: {
    insecure:
      "Browser erlauben Benachrichtigungen nur auf https-Seiten. Stattdessen hörst du einen Ton und siehst es am Titel des Tabs.",
    lacking:
      "Dieser Browser unterstützt keine Benachrichtigungen. Stattdessen hörst du einen Ton und siehst es am Titel des Tabs.",
    denied:
      "Benachrichtigungen für diese Seite sind in den Browser-Einstellungen blockiert. Stattdessen hörst du einen Ton und siehst es am Titel des Tabs.",
  },
  notificationOffer: "Benachrichtigung bekommen, wenn dich jemand erwähnt?",
  turnOn: "Einschalten",
  notNow: "Nicht jetzt",
  newVersion: "Eine neue Version ist verfügbar.",
  reload: "Neu laden",
};
