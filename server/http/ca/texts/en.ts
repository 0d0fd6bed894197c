import { type CaTexts, COMMANDS, DOMAINS } from "./text-shape.ts";

export const en: CaTexts = {
  title: "Trust this server’s https",
  intro:
    "Mayfly on this network speaks https with a certificate of its own. A device that trusts it opens the chat without a warning, and with the microphone, notifications and the app on the home screen.",
  download: "Download the certificate",
  compareTitle: "Compare before you trust it",
  compare:
    "Whoever runs this server sees this fingerprint (SHA-256) where they started it. If yours is another one, somebody stands between you and the server: stop here.",
  scope: `The certificate can vouch only for names of local networks (${DOMAINS}) and private addresses, never for a site on the internet.`,
  forPhones: "This page, for a phone:",
  installTitle: "Install it",
  systems: [
    {
      name: "iPhone and iPad",
      steps: [
        "Open this page in Safari, download the certificate, and allow the profile.",
        "In Settings, open “Profile Downloaded” and tap Install.",
        "In Settings › General › About › Certificate Trust Settings, turn the certificate on. Without this step nothing changes.",
      ],
    },
    {
      name: "Android",
      steps: [
        "Download the certificate.",
        "In Settings, search for “CA certificate”, choose “Install anyway”, and pick the file `mayfly-ca.crt`.",
        "Chrome and most browsers follow. For Firefox, see below.",
      ],
    },
    {
      name: "Windows",
      steps: [
        "Download the certificate, open the file, and choose “Install Certificate”.",
        "Choose “Current User”, then “Place all certificates in the following store”: “Trusted Root Certification Authorities”.",
        "Say Yes, and restart the browser.",
      ],
    },
    {
      name: "macOS",
      steps: [
        "Download the certificate and open the file; add it to the “login” keychain.",
        "In Keychain Access, open it, unfold Trust, and choose “Always Trust” for SSL.",
        "Restart the browser.",
      ],
    },
    {
      name: "Linux",
      steps: [
        `Debian, Ubuntu: ${COMMANDS.debian}`,
        `Fedora, Arch: ${COMMANDS.fedora}`,
        `Chrome and Chromium have a list of their own: ${COMMANDS.chromium}`,
      ],
    },
    {
      name: "Firefox, everywhere",
      steps: [
        "In Settings › Privacy & Security › Certificates, choose “View Certificates”, then Authorities › Import.",
        "Pick the file, and tick “Trust this CA to identify websites”.",
        "On Android: in Settings › About Firefox, tap the logo five times; then in Settings › Secret Settings, turn on “Use third party CA certificates”.",
      ],
    },
  ],
  untrustedTitle: "Without installing it",
  untrusted:
    "Browsers warn, and let you go on from the page that warns. What is sent is encrypted all the same, but nothing shows who is at the other end, and until the device trusts the certificate some things stay shut:",
  shut: [
    "the app on the home screen, and opening it without a connection;",
    "notifications on phones;",
    "on iPhone and iPad, in many cases the live connection itself.",
  ],
  forOneRun:
    "This server makes a new certificate at each start, because it keeps nothing on disk. So there is none to install. Whoever runs it can set `MAYFLY_DATA`, which also keeps a certificate.",
  back: "To the chat",
};
