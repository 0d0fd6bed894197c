// Renders the page of the CA, which has no script. Rule N13.
import { renderSVG } from "uqr";
import { Html, html, nothing } from "../docs/html.ts";
import style from "./ca.css" with { type: "text" };
import { caTexts } from "./texts/ca-texts.ts";
import type { CaTexts } from "./texts/text-shape.ts";

export type CaFacts = {
  /** SHA-256 in pairs of digits with colons. */
  readonly fingerprint: string;
  /** Whether the CA is the same after a restart. */
  readonly isKept: boolean;
  /** The address of this page for other devices, undefined where none is known. */
  readonly address: string | undefined;
};

/**
 * Renders the page in the first of these languages that there is.
 * @returns the page, and its style, whose digest the page's policy has to allow
 */
export function renderCaPage(facts: CaFacts, languages: readonly string[]): { html: string; style: string } {
  const { language, texts } = caTexts(languages);
  const page = html`<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${texts.title} · Mayfly</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${texts.title}</h1>
${facts.isKept ? installation(facts, texts) : html`<p>${withCode(texts.forOneRun)}</p>`}
<h2>${texts.untrustedTitle}</h2>
<p>${texts.untrusted}</p>
<ul>${texts.shut.map((thing) => html`<li>${thing}</li>`)}</ul>
<p><a href="./">${texts.back}</a></p>
</main>
</body>
</html>
`;
  return { html: page.text, style };
}

function installation({ fingerprint, address }: CaFacts, texts: CaTexts): Html {
  return html`<p>${texts.intro}</p>
<p><a class="button" href="ca/mayfly-ca.crt">${texts.download}</a></p>
<h2>${texts.compareTitle}</h2>
<p>${texts.compare}</p>
<p class="fingerprint"><code dir="ltr">${fingerprint}</code></p>
<p>${withCode(texts.scope)}</p>
${address === undefined ? nothing : qrCode(address, texts.forPhones)}
<h2>${texts.installTitle}</h2>
${texts.systems.map(
  ({ name, steps }) =>
    html`<details><summary>${name}</summary><ol>${steps.map((step) => html`<li>${withCode(step)}</li>`)}</ol></details>`,
)}`;
}

/** A picture in the page itself, black on white for every camera. */
function qrCode(address: string, caption: string): Html {
  const picture = renderSVG(address, { border: 2 }).replace("<svg", '<svg role="img" aria-label="QR"');
  return html`<figure>${new Html(picture)}<figcaption>${caption} <bdi>${address}</bdi></figcaption></figure>`;
}

/** Shows what stands between backticks as code. */
function withCode(text: string): readonly Html[] {
  return text.split("`").map((part, at) => (at % 2 === 0 ? html`${part}` : html`<code dir="ltr">${part}</code>`));
}
