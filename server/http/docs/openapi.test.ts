import { afterAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";
import { assetRoutes } from "../static/assets.ts";
import { docsRoute } from "./docs.ts";
import { resolveReferences } from "./resolve-references.ts";

const pages = [docsRoute(), await assetRoutes({ basePath: "/chat/", publicDir: undefined, source: "/nowhere" })];
const server = await startTestServer({ LIMITS: "off", BASE_PATH: "/chat/" }, { pages });
afterAll(server.stop);
const { ask } = server;

describe("the OpenAPI document", async () => {
  const { status, body: openapi } = await ask("GET", "api/openapi.json");
  const bodies = ["post", "put", "patch"];
  /** What needs no more words than its address has, or takes a file. */
  const bare =
    /\/(logout|code|ban|unban|leave|owner-key|file-ticket|frames|files|files\/\{file\}|uploads|uploads\/\{id\})$/;
  type Operation = {
    operationId?: string;
    summary?: string;
    tags?: string[];
    security?: object[];
    requestBody?: Described & { required?: boolean };
    responses: Record<string, Described>;
  };
  type Described = { content?: Record<string, { schema: unknown }> };
  const operations = Object.entries(openapi.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  /** A part of the document with what its references name in their place. */
  const resolved = <T>(part: T): T =>
    resolveReferences({ components: openapi.components, part } as { components: unknown; part: T }).part;

  test("A8: is an OpenAPI document", () => {
    expect(status).toBe(200);
    expect(openapi.openapi).toMatch(/^3\.\d+\.\d+$/);
    expect(openapi.info).toMatchObject({ title: "Mayfly", version: "0.0.0-test" });
  });

  test("A8: describes every route for programs, and no other", () => {
    expect(operations.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(
      [
        "delete /chat/api/rooms/{code}",
        "delete /chat/api/rooms/{code}/messages/{id}",
        "delete /chat/api/me",
        "get /chat/api/accounts",
        "get /chat/api/admin",
        "get /chat/api/admin/accounts",
        "get /chat/api/admin/rooms",
        "get /chat/api/admin/setup",
        "delete /chat/api/admin/rooms/{id}",
        "get /chat/api/me",
        "patch /chat/api/admin",
        "patch /chat/api/me",
        "post /chat/api/admin/accounts/{username}/ban",
        "post /chat/api/admin/accounts/{username}/unban",
        "post /chat/api/login",
        "post /chat/api/logout",
        "post /chat/api/refresh",
        "post /chat/api/register",
        "get /chat/api/https",
        "get /chat/api/names",
        "get /chat/api/doctor",
        "post /chat/api/frames",
        "get /chat/api/rooms",
        "get /chat/api/rooms/{code}",
        "get /chat/api/rooms/{code}/challenge",
        "get /chat/api/rooms/{code}/events",
        "get /chat/api/me/rooms",
        "get /chat/api/users/online",
        "get /chat/api/rooms/{code}/bans",
        "get /chat/api/rooms/{code}/invites",
        "get /chat/api/rooms/{code}/keyring",
        "get /chat/api/rooms/{code}/knocks",
        "get /chat/api/rooms/{code}/members",
        "get /chat/api/rooms/{code}/messages",
        "get /chat/api/rooms/{code}/board",
        "post /chat/api/rooms/{code}/messages/{id}/pin",
        "get /chat/api/rooms/{code}/files",
        "get /chat/api/rooms/{code}/files/{file}",
        "post /chat/api/rooms/{code}/files",
        "put /chat/api/rooms/{code}/files/{file}",
        "post /chat/api/rooms/{code}/file-ticket",
        "post /chat/api/rooms/{code}/uploads",
        "patch /chat/api/rooms/{code}/uploads/{id}",
        "delete /chat/api/rooms/{code}/uploads/{id}",
        "get /chat/healthz",
        "get /chat/metrics",
        "get /chat/readyz",
        "patch /chat/api/rooms/{code}",
        "patch /chat/api/rooms/{code}/messages/{id}",
        "post /chat/api/rooms",
        "post /chat/api/rooms/living",
        "delete /chat/api/rooms/{code}/invites/{id}",
        "post /chat/api/rooms/code",
        "post /chat/api/rooms/{code}/invites",
        "post /chat/api/rooms/{code}/invites/claim",
        "post /chat/api/rooms/{code}/join",
        "post /chat/api/rooms/{code}/leave",
        "post /chat/api/rooms/{code}/members/{id}/{action}",
        "post /chat/api/rooms/{code}/owner-key",
        "post /chat/api/rooms/{code}/messages",
        "post /chat/api/rooms/{code}/messages/{id}/reactions",
        "post /chat/api/sessions",
        "put /chat/api/rooms/{code}",
      ].toSorted(),
    );
  });

  test.each(operations.map((one) => [one.method, one.path, one.operation] as const))(
    "A8: %s %s says what it does, takes and answers",
    (method, path, { summary, tags, requestBody, responses }) => {
      expect(summary).toMatch(/^[A-Z].{4,}$/);
      expect(tags).toHaveLength(1);
      const schema = resolved(requestBody)?.content?.["application/json"]?.schema as
        | { properties?: object }
        | undefined;
      expect(schema !== undefined).toBe(bodies.includes(method) && !bare.test(path));
      if (schema !== undefined) expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(0);
      expect(Object.keys(responses).some((code) => code.startsWith("2"))).toBe(true);
      if (path.includes("/api/")) expect(responses["404"]?.content).toHaveProperty("application/json");
    },
  );

  test("A8: every reference in it resolves, and nothing in it is undefined", () => {
    const text = JSON.stringify(openapi);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    for (const [, kind = "", name = ""] of references) expect(openapi.components[kind]).toHaveProperty(name);
    expect(text).not.toContain("undefined");
    expect(text.length).toBeLessThan(108_000);
  });

  test("A8: whatever a type is needed for has a name, and every name is used", () => {
    const names = [
      "Room",
      "Member",
      "Message",
      "Event",
      "Error",
      "RoomRequest",
      "MessageRequest",
      "Account",
      "Session",
    ];
    for (const name of names) expect(openapi.components.schemas).toHaveProperty(name);
    const text = JSON.stringify(openapi);
    for (const [kind, all] of Object.entries(openapi.components as Record<string, object>)) {
      if (kind === "securitySchemes") continue;
      for (const name of Object.keys(all)) expect(text).toContain(`"$ref":"#/components/${kind}/${name}"`);
    }
    for (const { operation } of operations) {
      const bodies = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
        Object.entries(one?.content ?? {}),
      );
      for (const [type, { schema }] of bodies) {
        if (type === "application/json") expect(JSON.stringify(schema)).toContain("$ref");
      }
    }
  });

  test("A8: it says how to reach the server, its parts, and an id for every operation", () => {
    expect(openapi.servers).toEqual([{ url: "/", description: expect.any(String) }]);
    const tags = openapi.tags.map(({ name }: { name: string }) => name);
    expect(new Set(operations.flatMap(({ operation }) => operation.tags ?? []))).toEqual(new Set(tags));
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+[A-Za-z]+$/);
  });

  test("A8: what it says of tokens and bodies is what the server does", async () => {
    const { client } = server;
    const { room } = await client.room();
    for (const { path, method, operation } of operations) {
      const at = path
        .replace("/chat/", "")
        .replace("{code}", room.code)
        .replace("{action}", "kick")
        .replaceAll(/{\w+}/g, "x");
      // It never ends.
      if (at.endsWith("/events")) continue;
      const name = `${method} ${path}`;
      const { status, body } = await ask(method.toUpperCase(), at);
      const security = operation.security ?? [];
      const isForAnybody = security.length === 0 || security.some((one) => Object.keys(one).length === 0);
      // A refresh without any token has nothing to renew.
      if (isForAnybody && !path.endsWith("/refresh"))
        expect([name, [401, 403].includes(status)]).toEqual([name, false]);
      if (!isForAnybody) expect([name, status < 300]).toEqual([name, false]);
      for (const one of security.flatMap(Object.keys)) expect(openapi.components.securitySchemes).toHaveProperty(one);
      const isMalformed = status === 400 && /missing or not as documented/.test(body.error.message);
      if (operation.requestBody?.required !== undefined) {
        expect([name, operation.requestBody.required]).toEqual([name, isMalformed]);
      }
    }
  });

  test("A8, U12: what the operator may do is told to take their token", () => {
    for (const { path, operation } of operations) {
      const takesIt = operation.security?.some((one) => "operatorToken" in one) ?? false;
      expect([path, takesIt]).toEqual([path, path.startsWith("/chat/api/admin")]);
    }
  });

  test("A8: lengths are told as they are judged, in characters", async () => {
    const { client } = server;
    const { token } = await client.session("Ann");
    const { room } = await client.room({}, token);
    const messages = `api/rooms/${room.code}/messages`;
    const lengths = (schema: string, field: string) => openapi.components.schemas[schema].properties[field];
    expect(lengths("SessionRequest", "name")).toMatchObject({ minLength: 1, maxLength: 32 });
    expect(lengths("RoomRequest", "title")).toMatchObject({ maxLength: 80 });
    expect(lengths("RegisterRequest", "username")).toMatchObject({ minLength: 3, maxLength: 24 });
    expect(lengths("RegisterRequest", "password")).toMatchObject({ minLength: 8 });
    expect(lengths("MessageRequest", "message")).toMatchObject({ minLength: 1 });
    expect(lengths("EditRequest", "message")).toMatchObject({ minLength: 1 });
    const statusOf = async (path: string, body: object) => (await ask("POST", path, { body, token })).status;
    expect(await statusOf("api/sessions", { name: "😀".repeat(32) })).toBe(201);
    for (const name of ["", "😀".repeat(33)]) expect(await statusOf("api/sessions", { name })).toBe(400);
    expect(await statusOf("api/rooms", { title: "😀".repeat(80) })).toBe(201);
    expect(await statusOf("api/rooms", { title: "x".repeat(81) })).toBe(400);
    expect(await statusOf(messages, { message: "" })).toBe(400);
  });
});
