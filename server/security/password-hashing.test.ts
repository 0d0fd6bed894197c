import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { turn } from "../testing/journal.ts";
import { createPasswords, ofRooms } from "./password-hashing.ts";

test("U4: what is kept is argon2id with m=19456 and t=2, another each time, and proves the password alone", async () => {
  const passwords = createPasswords();
  const [one, other] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await passwords.verify("correct horse", String(one))).toBe(true);
  expect(await passwords.verify("correct horsf", String(one))).toBe(false);
});

test("U4: an accent is the same on every keyboard", async () => {
  const passwords = createPasswords();
  const hash = String(await passwords.hash("caf\u00e9 au lait"));
  expect(await passwords.verify("cafe\u0301 au lait", hash)).toBe(true);
  expect(await passwords.verify("cafe au lait", hash)).toBe(false);
});

test("U4: hashes of bcrypt are good, however long the password", async () => {
  const passwords = createPasswords();
  for (const password of ["correct horse", "x".repeat(300)]) {
    const hash = await Bun.password.hash(password, { algorithm: "bcrypt", cost: 4 });
    expect(await passwords.verify(password, hash)).toBe(true);
    expect(await passwords.verify(`${password}!`, hash)).toBe(false);
  }
});

test("U4: two at once, 32 in the queue, in order; who comes then is refused at once, and a place that is free is taken", async () => {
  const begun: string[] = [];
  const held: PromiseWithResolvers<string>[] = [];
  const passwords = createPasswords({
    hash: (password) => {
      begun.push(password);
      const one = Promise.withResolvers<string>();
      held.push(one);
      return one.promise;
    },
    verify: () => Promise.reject(new Error("no hash")),
  });
  const asked = Array.from({ length: 34 }, (_, n) => passwords.hash(String(n)));
  expect(begun).toEqual(["0", "1"]);
  const refused = await passwords.hash("late");
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ code: "busy", status: 503, retryAfterMs: 1000 });
  held[1]?.resolve("done");
  expect(await asked[1]).toBe("done");
  await turn();
  expect(begun).toEqual(["0", "1", "2"]);
  for (let n = 0; n < 34; n++) {
    held[n]?.resolve("done");
    await turn();
  }
  expect(await Promise.all(asked)).toEqual(Array(34).fill("done"));
  expect(begun).toEqual(Array.from({ length: 34 }, (_, n) => String(n)));
  // One that fails leaves its place as well.
  for (let n = 0; n < 3; n++) expect(await passwords.verify("a", "b").catch((e: Error) => e.message)).toBe("no hash");
  expect(begun.length).toBe(34);
});

test("U4: of rooms' passwords one is looked at at once, however many come, and signing in goes on beside", async () => {
  const begun: string[] = [];
  const held: PromiseWithResolvers<boolean>[] = [];
  const passwords = createPasswords({
    hash: () => Promise.reject(new Error("no hash")),
    verify: (password) => {
      begun.push(password);
      const one = Promise.withResolvers<boolean>();
      held.push(one);
      return one.promise;
    },
  });
  const rooms = ofRooms(passwords);
  const tries = Array.from({ length: 33 }, (_, n) => rooms.verify(`room ${n}`, ""));
  expect(await rooms.verify("late", "")).toMatchObject({ code: "busy" });
  const login = passwords.verify("login", "");
  expect(begun).toEqual(["room 0", "login"]);
  held[1]?.resolve(true);
  expect(await login).toBe(true);
  for (let n = 0; n < 34; n++) {
    held[n]?.resolve(false);
    await turn();
    await turn();
  }
  expect(await Promise.all(tries)).toEqual(Array(33).fill(false));
});
