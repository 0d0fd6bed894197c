// Whatever is sent to the addresses of accounts: an answer as documented, nothing repeated, nothing logged, no fault.
import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { signUp, signUpAdmin, startServerWithAccounts } from "../../testing/test-accounts.ts";

const server = await startServerWithAccounts({ LIMITS: "off" });
afterAll(server.stop);
const { token } = await signUp(server, "ann");
const { token: admin } = await signUpAdmin(server);

const ROUTES = [
  ["POST", "api/register", undefined],
  ["POST", "api/login", undefined],
  ["POST", "api/refresh", undefined],
  ["PATCH", "api/me", token],
  ["PATCH", "api/admin", admin],
] as const;
const FIELDS = [
  "username",
  "password",
  "email",
  "name",
  "avatar",
  "adminCode",
  "refreshToken",
  "registration",
] as const;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("ann", "ANN", "boss", "__proto__", "constructor", "null", "a.b", ".", `${"x".repeat(300)}`, "\ud800"),
);
const value = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
const body = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), value) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

test("W4, U2, U3: no body makes a fault, and no answer repeats one", async () => {
  const answered = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ROUTES), body, async ([method, path, as], sent) => {
      const answer = await server.ask(method, path, { body: JSON.stringify(sent), token: as });
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500) return false;
      if (answer.status < 300) return true;
      const said = String(answer.body.error.message);
      const texts = Object.values(Object(sent)).filter((one) => typeof one === "string" && one.length > 12);
      return !texts.some((one) => said.includes(String(one)));
    }),
    { numRuns: 1500 },
  );
  expect(server.lines).toEqual([]);
  expect(answered.get(400)).toBeGreaterThan(100);
  expect(answered.get(401)).toBeGreaterThan(20);
}, 60_000);

test("U12: an account is named in an address as it is written, in any script", async () => {
  await signUp(server, "Иван_99");
  for (const name of ["Иван_99", encodeURIComponent("иван_99")]) {
    const { status, body } = await server.ask("POST", `api/admin/accounts/${name}/ban`, { token: admin });
    expect([status, body.username]).toEqual([200, "Иван_99"]);
  }
  for (const name of ["%00", "..%2f..", "%ff", "a%20b", "x".repeat(3000)]) {
    const { status } = await server.ask("POST", `api/admin/accounts/${name}/ban`, { token: admin });
    expect([400, 404]).toContain(status);
  }
});
