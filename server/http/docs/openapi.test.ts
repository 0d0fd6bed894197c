import { afterAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";
import { assetRoutes } from "../static/assets.ts";
import { docsRoute } from "./docs.ts";

const pages = [docsRoute(), await assetRoutes({ basePath: "/chat/", publicDir: undefined, source: "/nowhere" })];
const server = await startTestServer({ LIMITS: "off", BASE_PATH: "/chat/" }, { pages });
afterAll(server.stop);
const { ask } = server;

describe("the OpenAPI document", async () => {
  const { status, body: openapi } = await ask("GET", "api/openapi.json");
  const bodies = ["post", "put", "patch"];
  /** What needs no more words than its address has. */
  const bare = /\/(logout|ban|unban|leave|owner-key)$/;
  type Operation = { summary?: string; tags?: string[]; requestBody?: Described; responses: Record<string, Described> };
  type Described = { content?: Record<string, { schema: unknown }> };
  const operations = Object.entries(openapi.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

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
        "get /chat/api/admin/rooms",
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
        "get /chat/api/names",
        "get /chat/api/rooms",
        "get /chat/api/rooms/{code}",
        "get /chat/api/rooms/{code}/events",
        "get /chat/api/me/rooms",
        "get /chat/api/users/online",
        "get /chat/api/rooms/{code}/bans",
        "get /chat/api/rooms/{code}/invites",
        "get /chat/api/rooms/{code}/knocks",
        "get /chat/api/rooms/{code}/members",
        "get /chat/api/rooms/{code}/messages",
        "get /chat/healthz",
        "get /chat/metrics",
        "get /chat/readyz",
        "patch /chat/api/rooms/{code}",
        "patch /chat/api/rooms/{code}/messages/{id}",
        "post /chat/api/rooms",
        "post /chat/api/rooms/living",
        "delete /chat/api/rooms/{code}/invites/{id}",
        "post /chat/api/rooms/{code}/invites",
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
      expect(summary).toMatch(/^[A-Z].{5,}$/);
      expect(tags).toHaveLength(1);
      const schema = requestBody?.content?.["application/json"]?.schema as { properties?: object } | undefined;
      expect(schema !== undefined).toBe(bodies.includes(method) && !bare.test(path));
      if (schema !== undefined) expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(0);
      expect(Object.keys(responses).some((code) => code.startsWith("2"))).toBe(true);
      if (path.includes("/api/")) expect(responses["404"]?.content).toHaveProperty("application/json");
    },
  );

  test("A8: every reference in it resolves, and nothing in it is undefined", () => {
    const text = JSON.stringify(openapi);
    for (const [, name = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(openapi.components.schemas).toHaveProperty(name);
    }
    expect(text).not.toContain("undefined");
  });
});
