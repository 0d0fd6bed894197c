// The part of the page that shows the socket, from the AsyncAPI document.
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import { type Html, html, nothing } from "./html.ts";
import { type Schema, schemaFields } from "./schema-fields.ts";

type Message = { name: string; title: string; summary?: string; payload: Schema };
type AsyncOperation = { summary?: string; messages: Message[] };

/** The parts of an AsyncAPI document, with its references resolved, that the page shows. */
export type AsyncApi = { operations: Record<string, AsyncOperation> };

/** @param fieldsOf renders the fields of a schema as a table */
export function socketSection(
  document: AsyncApi | undefined,
  documentPath: string,
  fieldsOf: (schema: Schema) => Html,
): Html {
  const closes = Object.entries(CLOSE).map(([meaning, code]) => {
    const words = meaning.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return html`<tr><td><code>${String(code)}</code></td><td>${words}</td><td>${shouldReconnect(code) ? "reconnect" : "final"}</td></tr>`;
  });
  const operations = Object.values(document?.operations ?? {});
  return html`<section id="socket"><h2>WebSocket</h2>
<p>Connect to <code>/ws/{code}</code> and exchange JSON text frames with a <code>type</code>. The simplest client opens
<code>/ws/{code}?session_id=TOKEN</code>, sends the first of these frames, and prints <code>user</code> and <code>message</code> of what it receives.</p>
<pre><code>{"type": "chat", "message": "Hello"}
{"type": "typing"}</code></pre>
<p>To miss nothing after a lost connection, send <code>join</code> first, with the cursor from the last <code>welcome</code>:</p>
<pre><code>{"type": "join", "token": "TOKEN", "cursor": {"epoch": "…", "seq": 42}}</code></pre>
${document === undefined ? nothing : html`<p>All frames are also described <a href="${documentPath}">as AsyncAPI</a>.</p>`}
${operations.map((operation) => framesOf(operation, fieldsOf))}
<h3>Close codes</h3><table><tbody>${closes}</tbody></table></section>`;
}

function framesOf({ summary = "", messages }: AsyncOperation, fieldsOf: (schema: Schema) => Html): Html {
  const frames = messages.map(({ name, summary: meaning = "", payload }) => {
    const count = String(schemaFields(payload).length - 1);
    return html`<details><summary><code>${name}</code>: ${meaning} (${count} fields)</summary>${fieldsOf(payload)}</details>`;
  });
  return html`<h3>${summary}</h3>${frames}`;
}
