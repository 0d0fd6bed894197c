// Writes the hash of each script and style sheet that the page names into the page. Rule S28.
import { createHash } from "node:crypto";

/** @param read returns a file by its path beside the page */
export async function withIntegrity(html: string, read: (path: string) => Promise<Uint8Array>): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  for (const { 0: tag, index } of html.matchAll(/<(?:script|link)\b[^>]*>/g)) {
    const path = /\b(?:src|href)="\.\/([^"]+\.(?:js|css))"/.exec(tag)?.[1];
    if (path === undefined) continue;
    const digest = createHash("sha256")
      .update(await read(path))
      .digest("base64");
    parts.push(html.slice(at, index), `${tag.slice(0, -1)} integrity="sha256-${digest}">`);
    at = index + tag.length;
  }
  return parts.join("") + html.slice(at);
}
