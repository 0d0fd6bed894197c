// Tokens against the library everybody uses: each takes what the other made, and neither takes what was tampered with.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { jwtVerify, SignJWT } from "jose";
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { createJwtTokens } from "./jwt.ts";

const secret = crypto.getRandomValues(new Uint8Array(32));
const tokens = createJwtTokens(secret, Date.now);
const BAD = { code: "bad_token" };
const ann: Member = { id: "abc", name: "Ann Ünïcode 🦊", avatar: "fox" };

test("I1: jose verifies our tokens and reads the same claims", async () => {
  const { payload, protectedHeader } = await jwtVerify(tokens.issueGuest(ann), secret, { algorithms: ["HS256"] });
  expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
  expect(payload).toMatchObject({ sub: ann.id, name: ann.name, avatar: ann.avatar });
});

test("I1: jose's tokens are valid here, also with another header of the same algorithm, but of no other algorithm", async () => {
  const signed = (alg: string) =>
    new SignJWT({ name: "Ann" })
      .setProtectedHeader({ alg, kid: "1" })
      .setSubject("abc")
      .setExpirationTime("1h")
      .sign(secret);
  expect(tokens.verify(await signed("HS256"))).toEqual({ id: "abc", name: "Ann", avatar: null });
  expect(tokens.verify(await signed("HS512"))).toMatchObject(BAD);
});

test("I1: a token is valid for 60 days by the clock", () => {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const { issueGuest: issue, verify } = createJwtTokens(secret, () => now);
  const token = issue(ann);
  expect(verify(token)).toEqual(ann);
  now += 60 * 86_400_000 - 1;
  expect(verify(token)).toEqual(ann);
  now += 1;
  expect(verify(token)).toMatchObject(BAD);
});

test("W8: a token with a character changed, removed or added is invalid, and so is any other text", () => {
  const token = tokens.issueGuest(ann);
  const at = fc.nat(token.length - 1);
  fc.assert(
    fc.property(at, fc.string({ minLength: 0, maxLength: 3 }), fc.nat(2), (index, put, drop) => {
      const changed = token.slice(0, index) + put + token.slice(index + drop);
      const same =
        changed === token ||
        Buffer.from(changed.split(".")[2] ?? "", "base64url").equals(
          Buffer.from(token.split(".")[2] ?? "", "base64url"),
        );
      if (same && changed.split(".").slice(0, 2).join() === token.split(".").slice(0, 2).join()) return true;
      return tokens.verify(changed) instanceof Refusal;
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.string(), (text) => tokens.verify(text) instanceof Refusal));
  for (const text of ["", ".", "..", "...", "a.b.c", "__proto__"]) expect(tokens.verify(text)).toMatchObject(BAD);
});
