import { afterAll, describe, expect, test } from "bun:test";
import { AVATARS, type AvatarId } from "#protocol/avatars";
import { NAME_LANGUAGES } from "../../suggested-names/suggest-name.ts";
import { startTestServer } from "../../testing/test-server.ts";

/** Returns every name of an animal in a language. */
function namesOf(tag: string, animal: string | null): string[] {
  const { adjectives = [], compose = String } = NAME_LANGUAGES.get(tag) ?? {};
  return adjectives.map((adjective) => compose(adjective, animal as AvatarId));
}

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;

const base64url = (text: string) => Buffer.from(text).toString("base64url");
const partsOf = (token: string) => token.split(".").map((part) => Buffer.from(part, "base64url").toString());

/** A token of whoever knows the secret, with any claims and header. */
function forged(claims: object, { header = { alg: "HS256", typ: "JWT" }, secret = server.secret } = {}): string {
  const body = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const hash = header.alg === "HS512" ? "sha512" : "sha256";
  return `${body}.${new Bun.CryptoHasher(hash, secret).update(body).digest("base64url")}`;
}

describe("tokens", () => {
  test("I1: a JWT signed with HS256 that holds id, name and avatar, nothing else, for 60 days", async () => {
    const { status, body } = await ask("POST", "api/sessions", { body: { name: "Ann", avatar: "fox", email: "a@b" } });
    expect(status).toBe(201);
    expect(body.member).toEqual({ id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/), name: "Ann", avatar: "fox" });
    const [header = "", claims = "", signature] = partsOf(body.token);
    expect(JSON.parse(header)).toEqual({ alg: "HS256", typ: "JWT" });
    const { iat, exp, ...rest } = JSON.parse(claims);
    expect(rest).toEqual({ sub: body.member.id, name: "Ann", avatar: "fox" });
    expect(exp - iat).toBe(60 * 24 * 60 * 60);
    expect(signature?.length).toBeGreaterThan(0);
  });

  test("I1: with a valid token the answer is a new one for the same member", async () => {
    const { token, member } = await client.session("Ann");
    const same = await ask("POST", "api/sessions", { token });
    expect(same.body.member).toEqual(member);
    const renamed = await ask("POST", "api/sessions", { token, body: { name: "Anna", avatar: "owl" } });
    expect(renamed.body.member).toEqual({ id: member.id, name: "Anna", avatar: "owl" });
    const kept = await ask("POST", "api/sessions", { token: renamed.body.token });
    expect(kept.body.member).toEqual(renamed.body.member);
    const bare = await ask("POST", "api/sessions", { token: renamed.body.token, body: { avatar: null } });
    expect(bare.body.member.avatar).toBeNull();
  });

  test("I1: two new sessions are two members", async () => {
    expect((await client.session("Ann")).member.id).not.toBe((await client.session("Ann")).member.id);
  });

  const later = Math.floor(Date.now() / 1000) + 3600;
  const claims = { sub: "someone", name: "Ann", exp: later };
  const [, , signature = ""] = forged(claims).split(".");
  const bad: [why: string, token: string][] = [
    ["nothing", ""],
    ["no token", "nonsense"],
    ["three empty parts", ".."],
    ["of another server", forged(claims, { secret: new Uint8Array(32) })],
    ["of another algorithm", forged(claims, { header: { alg: "HS512", typ: "JWT" } })],
    ["not signed", `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims))}.`],
    ["says it is not signed", `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims))}.${signature}`],
    ["of somebody else", `${base64url('{"alg":"HS256"}')}.${base64url('{"sub":"eve","name":"Eve"}')}.${signature}`],
    ["expired", forged({ ...claims, exp: later - 7200 })],
    ["not good yet", forged({ ...claims, nbf: later })],
    ["of nobody", forged({ name: "Ann", exp: later })],
    ["without a name", forged({ sub: "someone", exp: later })],
    ["with a name nobody may have", forged({ ...claims, name: "A\u202enn" })],
    ["of 10,000 characters", "x".repeat(10_000)],
    ["with a prototype", forged({ ["__proto__"]: claims })],
  ];
  test("A2: a token forged with the right secret is valid, so the tests below fail for their own reasons", async () => {
    expect((await ask("POST", "api/sessions", { token: forged(claims) })).body.member.id).toBe("someone");
  });
  test.each(bad)("A2: a token that is %s is 401, and not repeated", async (_why, token) => {
    const { status, body, text } = await ask("POST", "api/sessions", { token });
    expect([status, body.error.code]).toEqual([401, "bad_token"]);
    if (token.length > 2) expect(text).not.toContain(token);
  });
});

describe("names", () => {
  const german = new Set(AVATARS.flatMap((animal) => namesOf("de", animal)));

  test("I2, I9, I10: without a name one is suggested, in the language asked for, with the avatar of its animal", async () => {
    const { name, avatar } = (await client.session()).member;
    expect(namesOf("en", avatar)).toContain(name);
    for (const language of ["de", "de-AT"]) {
      const { body } = await ask("POST", "api/sessions", { body: { language } });
      expect(namesOf("de", body.member.avatar)).toContain(body.member.name);
    }
    const own = await ask("POST", "api/sessions", { body: { avatar: "owl" } });
    expect(own.body.member.avatar).toBe("owl");
    expect(namesOf("en", "owl")).toContain(own.body.member.name);
    const bare = await ask("POST", "api/sessions", { body: { avatar: null } });
    expect(bare.body.member.avatar).toBeNull();
  });

  test("I10: who gives a name, or has one, gets no avatar with it", async () => {
    const { token, member } = await client.session("Ann");
    expect(member.avatar).toBeNull();
    expect((await ask("POST", "api/sessions", { token, body: { language: "de" } })).body.member).toEqual(member);
  });

  test("I2, I10: each request suggests another name with its avatar, and creates no member", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask("GET", "api/names")));
    for (const { status, body } of answers) {
      expect([status, Object.keys(body)]).toEqual([200, ["name", "avatar"]]);
      expect(namesOf("en", body.avatar)).toContain(body.name);
    }
    expect(new Set(answers.map(({ body }) => body.name)).size).toBeGreaterThan(1);
    const { body } = await ask("GET", "api/names?language=es&avatar=owl");
    expect(body.avatar).toBe("owl");
    expect(namesOf("es", "owl")).toContain(body.name);
  });

  test("I9: without language, Accept-Language says it, the heaviest known one first", async () => {
    const accepting = async (header: string, query = "") =>
      (await ask("GET", `api/names${query}`, { headers: { "accept-language": header } })).body;
    const isGerman = async (header: string, query?: string) => german.has((await accepting(header, query)).name);
    expect(await isGerman("de")).toBe(true);
    expect(await isGerman("fr, en;q=0.5, de-CH;q=0.7")).toBe(true);
    expect(await isGerman("en;q=0, de;Q=0.1, *")).toBe(true);
    expect(await isGerman("ja;q=x, de;q=0.5")).toBe(true);
    expect(await isGerman("ja", "?language=de")).toBe(true);
    expect(await isGerman("de", "?language=fr")).toBe(true);
    expect(await isGerman("de", "?language=ja")).toBe(false);
    for (const header of ["", "*", ",;,;q=", "fr"]) {
      const { name, avatar } = await accepting(header);
      expect(namesOf("en", avatar)).toContain(name);
    }
  });

  test.each(["", "d", "de_AT", "de ", "../de", "de-".repeat(20), "x".repeat(36)])(
    "I9: %j is no language tag",
    async (language) => {
      const posted = await ask("POST", "api/sessions", { body: { language } });
      const asked = await ask("GET", `api/names?language=${encodeURIComponent(language)}`);
      for (const { status, body } of [posted, asked]) expect([status, body.error.code]).toEqual([400, "malformed"]);
    },
  );

  test("I3: a name is trimmed, its spaces folded and its accents composed, and nothing else changes", async () => {
    expect((await client.session("  Jose\u0301   L ")).member.name).toBe("José L");
    expect((await client.session("<b>&amp;")).member.name).toBe("<b>&amp;");
  });

  const refused = ["", "   ", "\u200b", "x".repeat(33), "a\u0000b", "a\nb", "A\u202enn", "\ud800", "\u3164"];
  test.each(refused)("I3: %j is refused, and not repeated", async (name) => {
    const { status, body, text } = await ask("POST", "api/sessions", { body: { name } });
    expect([status, body.error.code]).toEqual([400, "malformed"]);
    expect(body.error.message).toStartWith("name: ");
    if (name.trim().length > 3) expect(text).not.toContain(name);
  });

  test.each(["Fox", "../fox", "x".repeat(25), "a b", 5, { toString: "fox" }])("I1: %j is no avatar", async (avatar) => {
    const { status, body } = await ask("POST", "api/sessions", { body: { avatar } });
    expect([status, body.error]).toEqual([
      400,
      { code: "malformed", message: "avatar: missing or not as documented." },
    ]);
  });
});
