// Renders the OpenAPI document as one HTML page: what to send, what comes back, and a curl line to try it with. Everything
// from the document is escaped. The page has a style and no script.
import { REFUSALS } from "#protocol/error-codes";
import style from "./docs.css" with { type: "text" };
import { Html, html, nothing } from "./html.ts";
import { resolveReferences } from "./resolve-references.ts";
import { type Schema, schemaFields } from "./schema-fields.ts";
import { type AsyncApi, socketSection } from "./socket-section.ts";

type Content = { content?: Record<string, { schema?: Schema }> };
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };
type Operation = {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
};

/** The parts of an OpenAPI document that the page shows. */
export type OpenApi = {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
};

type Entry = { id: string; method: string; path: string; operation: Operation };

/**
 * Renders the page.
 * @param documentPath the path of the document itself; that of the socket's document is beside it
 * @param sockets describes the socket; without it the page says only what the simplest client needs
 * @returns the page, and its style, whose digest the page's policy has to allow
 */
export function renderDocsPage(
  openapi: OpenApi,
  documentPath: string,
  asyncapi?: AsyncApi,
): { html: string; style: string } {
  const document = resolveReferences(openapi);
  const { title, version, description = "" } = document.info;
  const byTag = Map.groupBy(entriesOf(document), ({ operation }) => operation.tags?.[0] ?? "Other");
  const sections = [...byTag].map(([tag, entries]) => html`<section><h2>${tag}</h2>${entries.map(article)}</section>`);
  const socketDocumentPath = documentPath.replace("openapi", "asyncapi");
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title>
<style>${new Html(style)}</style>
<div class="layout">
<header>
<h1>${title} API</h1>
<p class="soft">${description} Version ${version}; <a href="${documentPath}">as OpenAPI</a>.</p>
<p>In the examples, <code>SERVER</code> is the address of this server, as in <code>http://localhost:8080</code>, and
<code>TOKEN</code> is the token of <a href="#post-api-sessions">a session</a>.</p>
</header>
<nav aria-label="Contents">${[...byTag].map(contents)}<h2>More</h2>
<ul><li><a href="#socket">WebSocket</a></li><li><a href="#errors">Errors</a></li></ul></nav>
<main>
${sections}
${socketSection(asyncapi && resolveReferences(asyncapi), socketDocumentPath, (schema) => table(rowsOf(schema)))}
${errorSection()}
</main>
</div>
`;
  return { html: page.text, style };
}

function entriesOf({ paths }: OpenApi): Entry[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const id = `${method}${path.replace(/^.*(?=\/api\/)/, "").replace(/[^a-z]+/gi, "-")}`.replace(/-$/, "");
      return { id, method: method.toUpperCase(), path, operation };
    }),
  );
}

function contents([tag, entries]: [string, Entry[]]): Html {
  const items = entries.map(
    ({ id, method, path, operation }) =>
      html`<li><a href="#${id}">${operation.summary ?? `${method} ${path}`}</a></li>`,
  );
  return html`<h2>${tag}</h2><ul>${items}</ul>`;
}

function article({ id, method, path, operation }: Entry): Html {
  const body = schemaOf(operation.requestBody);
  const [status, answer] = Object.entries(operation.responses ?? {}).find(([code]) => code < "300") ?? [];
  return html`<article id="${id}">
<h3>${operation.summary ?? path}</h3>
<p class="path"><span class="method">${method}</span> ${path}</p>
${operation.description === undefined ? nothing : html`<p>${operation.description}</p>`}
${fieldTable("Parameters", (operation.parameters ?? []).map(parameterRow))}
${fieldTable("Body", rowsOf(body))}
<pre><code>${curlOf(method, path, body)}</code></pre>
${status === undefined ? nothing : responseTable(status, schemaOf(answer))}
</article>`;
}

function responseTable(status: string, schema: Schema | undefined): Html {
  const rows = rowsOf(schema);
  if (rows.length === 0) return html`<p class="soft">Returns ${status}.</p>`;
  return html`<details><summary>Returns ${status} with ${String(rows.length)} fields</summary>${table(rows)}</details>`;
}

function schemaOf(from: Content | undefined): Schema | undefined {
  return Object.values(from?.content ?? {})[0]?.schema;
}

function parameterRow({ name, required, schema = {} }: Parameter): Html {
  return row(name, schemaFields(schema)[0]?.type ?? "", schema.description ?? "", required ?? false);
}

function rowsOf(schema: Schema | undefined): Html[] {
  const fields = schema === undefined ? [] : schemaFields(schema);
  return fields
    .filter(({ name }) => name !== "")
    .map(({ name, type, description, isRequired }) => row(name, type, description, isRequired));
}

function row(name: string, type: string, description: string, isRequired: boolean): Html {
  return html`<tr><td><code>${name}</code></td><td>${type}${isRequired ? "" : ", optional"}</td><td>${description}</td></tr>`;
}

function table(rows: readonly Html[]): Html {
  return html`<table><tbody>${rows}</tbody></table>`;
}

function fieldTable(title: string, rows: readonly Html[]): Html {
  return rows.length === 0 ? nothing : html`<h4>${title}</h4>${table(rows)}`;
}

function curlOf(method: string, path: string, body: Schema | undefined): string {
  const address = `"$SERVER${path.replaceAll("{", "$").replaceAll("}", "")}"`;
  const needed = Object.entries(body?.properties ?? {}).filter(([name]) => body?.required?.includes(name));
  const sample = JSON.stringify(Object.fromEntries(needed.map(([name]) => [name, "…"])));
  const isImplied = method === "GET" || (method === "POST" && body !== undefined);
  return [
    "curl",
    ...(isImplied ? [] : ["-X", method]),
    address,
    ...(method === "GET" ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(body === undefined ? [] : [`--json '${sample}'`]),
  ].join(" ");
}

function errorSection(): Html {
  const rows = Object.entries(REFUSALS).map(
    ([code, status]) => html`<tr><td><code>${code}</code></td><td>${String(status)}</td><td></td></tr>`,
  );
  return html`<section id="errors"><h2>Errors</h2>
<p>All errors look like this. The code decides the status. With 429, <code>Retry-After</code> says how many seconds to wait.</p>
<pre><code>{"error": {"code": "not_found", "message": "There is nothing at this address."}}</code></pre>
${table(rows)}</section>`;
}
