// Renders the page of the CA, which has no script. Rule N13.
import { renderSVG } from "uqr";
import { Html, html, nothing } from "../docs/html.ts";
import style from "./ca.css" with { type: "text" };

export type CaFacts = {
  /** SHA-256 in pairs of digits with colons. */
  readonly fingerprint: string;
  /** Whether the CA is the same after a restart. */
  readonly isKept: boolean;
  /** The address of this page for other devices, undefined where none is known. */
  readonly address: string | undefined;
};

type Steps = { readonly system: string; readonly steps: readonly (string | Html)[] };

const STEPS: readonly Steps[] = [
  {
    system: "iPhone and iPad",
    steps: [
      "Open this page in Safari, tap Download, and allow the profile.",
      "In Settings, open Profile Downloaded and tap Install.",
      "In Settings, General, About, Certificate Trust Settings, turn the certificate on. Without this step nothing changes.",
    ],
  },
  {
    system: "Android",
    steps: [
      "Download the certificate.",
      "In Settings, search for “CA certificate”, choose Install anyway, and pick the file mayfly-ca.crt.",
      "Chrome and most browsers follow. For Firefox, see below.",
    ],
  },
  {
    system: "Windows",
    steps: [
      "Download the certificate, open the file and choose Install Certificate.",
      "Choose Current User, then “Place all certificates in the following store” and Trusted Root Certification Authorities.",
      "Compare the fingerprint where Windows shows it, say Yes, and restart the browser.",
    ],
  },
  {
    system: "macOS",
    steps: [
      "Download the certificate and open the file: Keychain Access adds it to the login keychain.",
      "Open it there, unfold Trust, and choose Always Trust for Secure Sockets Layer (SSL).",
      "Restart the browser.",
    ],
  },
  {
    system: "Linux",
    steps: [
      html`Debian, Ubuntu: <code>sudo cp mayfly-ca.crt /usr/local/share/ca-certificates/</code>, then <code>sudo update-ca-certificates</code>. Debian wants PEM: <code>openssl x509 -in mayfly-ca.crt -out mayfly-ca.pem</code>, and copy that as <code>.crt</code>.`,
      html`Fedora, Arch: <code>sudo trust anchor mayfly-ca.crt</code>`,
      html`Chrome and Chromium have a list of their own: <code>certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Mayfly -i mayfly-ca.crt</code>`,
    ],
  },
  {
    system: "Firefox, everywhere",
    steps: [
      "In Settings, Privacy & Security, Certificates, choose View Certificates, then Authorities and Import.",
      "Pick the file, and tick “Trust this CA to identify websites”.",
      "On Android: in Settings, About Firefox, tap the logo five times; then in Secret Settings, turn on Use third party CA certificates.",
    ],
  },
];

/** @returns the page, and its style, whose digest the page's policy has to allow */
export function renderCaPage({ fingerprint, isKept, address }: CaFacts): { html: string; style: string } {
  const body = isKept ? installation(fingerprint, address) : withoutInstallation();
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Certificate · Mayfly</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>Trust this server’s https</h1>
${body}
<p><a href="./">To the chat</a></p>
</main>
</body>
</html>
`;
  return { html: page.text, style };
}

function installation(fingerprint: string, address: string | undefined): Html {
  const code =
    address === undefined
      ? nothing
      : html`<figure>${qrCode(address)}<figcaption>This page, for a phone: <span>${address}</span></figcaption></figure>`;
  return html`<p>Mayfly on this network speaks https with a certificate of its own. A device that trusts it opens the chat without a warning, and with the microphone, notifications and the app on the home screen.</p>
<p class="action"><a class="button" href="ca/mayfly-ca.crt">Download the certificate</a></p>
<h2>Compare before you trust it</h2>
<p>Whoever runs this server sees this fingerprint (SHA-256) where they started it. If yours is another one, somebody stands between you and the server: stop here.</p>
<p class="fingerprint"><code>${fingerprint}</code></p>
<p>The certificate can vouch only for names of local networks (<code>.local</code>, <code>.lan</code>, <code>.home.arpa</code>, <code>.internal</code>, <code>localhost</code>) and private addresses, never for a site on the internet.</p>
${code}
<h2>Install it</h2>
${STEPS.map(
  ({ system, steps }) =>
    html`<details><summary>${system}</summary><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></details>`,
)}
${clickThrough}`;
}

function withoutInstallation(): Html {
  return html`<p>This server makes a new certificate at each start, because it keeps nothing on disk. So there is none to install. Whoever runs it can set <code>MAYFLY_DATA</code>, which also keeps a certificate.</p>
${clickThrough}`;
}

const clickThrough = html`<h2>Without installing it</h2>
<p>Browsers warn, and let you go on from the page that warns (Advanced, then proceed). What is sent is encrypted all the same, but nothing shows who is at the other end, and until the certificate is trusted some things stay shut:</p>
<ul>
<li>the app on the home screen, and opening it without a connection;</li>
<li>notifications on Android, and everywhere while the tab is asleep;</li>
<li>on iPhone and iPad, in many cases the live connection itself.</li>
</ul>`;

/** A picture in the page itself, black on white for every camera. */
function qrCode(address: string): Html {
  return new Html(renderSVG(address, { border: 2 }).replace("<svg", '<svg role="img" aria-label="QR code"'));
}
