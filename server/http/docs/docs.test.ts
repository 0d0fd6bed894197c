import { afterAll, describe, expect, test } from "bun:test";
import { openapi } from "@elysiajs/openapi";
import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { docsRoute } from "./docs.ts";
import { type OpenApi, renderDocsPage } from "./docs-page.ts";
import { schemaFields } from "./schema-fields.ts";

const RoomRequest = Type.Object({
  title: Type.String({ description: 'Shown to "everyone" <b>' }),
  idle: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 60, default: 10 }), Type.Null()])),
});

async function served(prefix: string) {
  const app = new Elysia({ prefix })
    .headers({ "content-security-policy": "default-src 'none'" })
    .use(
      openapi({
        provider: null,
        specPath: "/api/openapi.json",
        documentation: { info: { title: "T<i>", version: "1" } },
      }),
    )
    .post("/api/rooms", () => "", { body: RoomRequest, detail: { tags: ["Rooms"], summary: "Create a room" } })
    .use(docsRoute())
    .listen({ port: 0, hostname: "127.0.0.1" });
  afterAll(() => app.stop(true));
  return (path: string, headers = {}) => fetch(`http://127.0.0.1:${app.server?.port}${prefix}${path}`, { headers });
}

describe("/docs", () => {
  for (const prefix of ["", "/chat"]) {
    test(`A8: shows the routes of the document, under "${prefix}/"`, async () => {
      const get = await served(prefix);
      for (const path of ["/docs", "/docs/"]) {
        const page = await get(path);
        expect(page.headers.get("content-type")).toBe("text/html;charset=utf-8");
        const html = await page.text();
        expect(html).toContain("Create a room");
        expect(html).toContain(`<a href="${prefix}/api/openapi.json">`);
        expect(html).toContain(`<span class="method">POST</span> ${prefix}/api/rooms`);
      }
    });
  }

  test("A8: loads nothing, and its policy allows only its own style", async () => {
    const page = await (await served(""))("/docs");
    const html = await page.text();
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|\sstyle=/i);
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
    const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain(`style-src 'sha256-${digest}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("S2: is revalidated by its ETag", async () => {
    const get = await served("");
    const etag = (await get("/docs")).headers.get("etag") ?? "";
    expect((await get("/docs", { "if-none-match": etag })).status).toBe(304);
  });
});

describe("the page", () => {
  const document: OpenApi = {
    info: { title: "<script>", version: "1" },
    paths: {
      "/api/rooms/{code}": {
        delete: { tags: ["Rooms"], summary: "End <it>", parameters: [{ name: "code", in: "path", required: true }] },
        get: { parameters: [{ name: "code", in: "path", required: true, schema: { type: "string" } }] },
      },
    },
  };

  test("A8: escapes everything from the document", () => {
    const { html } = renderDocsPage(document, "/api/openapi.json");
    expect(html).not.toContain("<script>");
    expect(html).toContain("End &lt;it&gt;");
  });

  test("A8: has a curl line for each route", () => {
    const { html } = renderDocsPage(document, "/api/openapi.json");
    expect(html).toContain(
      "curl -X DELETE &quot;$SERVER/api/rooms/$code&quot; -H &quot;Authorization: Bearer $TOKEN&quot;",
    );
    expect(html).toContain("<code>curl &quot;$SERVER/api/rooms/$code&quot;</code>");
  });
});

test("A8: fields are named by their path, with type, range and whether they must be given", () => {
  const described = schemaFields({
    type: "object",
    required: ["list"],
    properties: {
      list: { type: "array", items: { type: "object", properties: { id: { const: "x" } } } },
      limit: { type: "integer", minimum: 1, maximum: 500, default: 50, description: "How many" },
      name: { type: "string", minLength: 1, maxLength: 32 },
      text: { type: "string", minLength: 1 },
      kind: { anyOf: [{ enum: ["a", "b"] }, { type: "null" }] },
      tags: { type: "array", items: { type: ["string", "null"] } },
    },
  });
  expect(described.map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
    ["", "object", true],
    ["list", "array of object", true],
    ["list[].id", '"x"', false],
    ["limit", "integer 1 to 500 (50)", false],
    ["name", "string, 1 to 32 characters", false],
    ["text", "string, at least 1 character", false],
    ["kind", '"a" or "b" or null', false],
    ["tags", "array of string or null", false],
  ]);
});
