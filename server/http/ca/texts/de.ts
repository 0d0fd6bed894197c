import { type CaTexts, COMMANDS, DOMAINS } from "./text-shape.ts";

export const de: CaTexts = {
  title: "Dem https dieses Servers vertrauen",
  intro:
    "Mayfly spricht in diesem Netz https mit einem eigenen Zertifikat. Ein Gerät, das ihm vertraut, öffnet den Chat ohne Warnung, mit Mikrofon, Benachrichtigungen und als App auf dem Startbildschirm.",
  download: "Zertifikat herunterladen",
  compareTitle: "Vergleiche, bevor du vertraust",
  compare:
    "Wer den Server betreibt, sieht diesen Fingerabdruck (SHA-256) dort, wo er gestartet wurde. Ist deiner ein anderer, steht jemand zwischen dir und dem Server: Hör hier auf.",
  scope: `Das Zertifikat kann nur für Namen lokaler Netze (${DOMAINS}) und private Adressen bürgen, nie für eine Seite im Internet.`,
  forPhones: "Diese Seite, für ein Telefon:",
  installTitle: "Installieren",
  systems: [
    {
      name: "iPhone und iPad",
      steps: [
        "Öffne diese Seite in Safari, lade das Zertifikat herunter und erlaube das Profil.",
        "Öffne in den Einstellungen „Profil geladen“ und tippe auf „Installieren“.",
        "Schalte das Zertifikat unter Einstellungen › Allgemein › Info › Zertifikatsvertrauenseinstellungen ein. Ohne diesen Schritt ändert sich nichts.",
      ],
    },
    {
      name: "Android",
      steps: [
        "Lade das Zertifikat herunter.",
        "Suche in den Einstellungen nach „CA-Zertifikat“, wähle „Trotzdem installieren“ und dann die Datei `mayfly-ca.crt`.",
        "Chrome und die meisten Browser richten sich danach. Zu Firefox siehe unten.",
      ],
    },
    {
      name: "Windows",
      steps: [
        "Lade das Zertifikat herunter, öffne die Datei und wähle „Zertifikat installieren“.",
        "Wähle „Aktueller Benutzer“, dann „Alle Zertifikate in folgendem Speicher speichern“: „Vertrauenswürdige Stammzertifizierungsstellen“.",
        "Bestätige mit Ja und starte den Browser neu.",
      ],
    },
    {
      name: "macOS",
      steps: [
        "Lade das Zertifikat herunter, öffne die Datei und füge sie dem Schlüsselbund „Anmeldung“ hinzu.",
        "Öffne es in der Schlüsselbundverwaltung, klappe „Vertrauen“ auf und wähle für SSL „Immer vertrauen“.",
        "Starte den Browser neu.",
      ],
    },
    {
      name: "Linux",
      steps: [
        `Debian, Ubuntu: ${COMMANDS.debian}`,
        `Fedora, Arch: ${COMMANDS.fedora}`,
        `Chrome und Chromium haben eine eigene Liste: ${COMMANDS.chromium}`,
      ],
    },
    {
      name: "Firefox, überall",
      steps: [
        "Wähle unter Einstellungen › Datenschutz & Sicherheit › Zertifikate „Zertifikate anzeigen“, dann Zertifizierungsstellen › Importieren.",
        "Wähle die Datei und setze das Häkchen bei „Dieser CA vertrauen, um Websites zu identifizieren“.",
        "Auf Android: Tippe unter Einstellungen › Über Firefox fünfmal auf das Logo und schalte dann in den geheimen Einstellungen die CA-Zertifikate Dritter ein.",
      ],
    },
  ],
  untrustedTitle: "Ohne Installation",
  untrusted:
    "Browser warnen und lassen dich von der Warnung aus weitergehen. Was gesendet wird, ist trotzdem verschlüsselt, aber nichts zeigt, wer am anderen Ende ist, und solange das Gerät dem Zertifikat nicht vertraut, fehlt einiges:",
  shut: [
    "die App auf dem Startbildschirm, und sie ohne Verbindung zu öffnen;",
    "Benachrichtigungen auf Telefonen;",
    "auf iPhone und iPad in vielen Fällen die Verbindung zum Chat selbst.",
  ],
  forOneRun:
    "Dieser Server macht bei jedem Start ein neues Zertifikat, weil er nichts auf der Platte behält. Deshalb gibt es keines zu installieren. Wer ihn betreibt, kann `MAYFLY_DATA` setzen; dann bleibt auch das Zertifikat.",
  back: "Zum Chat",
};
