import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { turnEventLoop } from "../testing/fake-journal.ts";
import { createPasswordHashing, createRoomPasswordHashing } from "./password-hashing.ts";

test("U4: a hash is argon2id with m=19456 and t=2, different each time, and verifies its password alone", async () => {
  const passwords = createPasswordHashing();
  const [one, other] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await passwords.verify("correct horse", String(one))).toBe(true);
  expect(await passwords.verify("correct horsf", String(one))).toBe(false);
});

test("U4: composed and decomposed accents are the same password", async () => {
  const passwords = createPasswordHashing();
  const hash = String(await passwords.hash("caf\u00e9 au lait"));
  expect(await passwords.verify("cafe\u0301 au lait", hash)).toBe(true);
  expect(await passwords.verify("cafe au lait", hash)).toBe(false);
});

test("U4: bcrypt hashes verify, however long the password", async () => {
  const passwords = createPasswordHashing();
  for (const password of ["correct horse", "x".repeat(300)]) {
    const hash = await Bun.password.hash(password, { algorithm: "bcrypt", cost: 4 });
    expect(await passwords.verify(password, hash)).toBe(true);
    expect(await passwords.verify(`${password}!`, hash)).toBe(false);
  }
});

test("U4: two run at once and 32 wait, in order; a further one is refused at once, and a free slot is taken", async () => {
  const begun: string[] = [];
  const held: PromiseWithResolvers<string>[] = [];
  const passwords = createPasswordHashing({
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
  await turnEventLoop();
  expect(begun).toEqual(["0", "1", "2"]);
  for (let n = 0; n < 34; n++) {
    held[n]?.resolve("done");
    await turnEventLoop();
  }
  expect(await Promise.all(asked)).toEqual(Array(34).fill("done"));
  expect(begun).toEqual(Array.from({ length: 34 }, (_, n) => String(n)));
  // One that fails leaves its place as well.
  for (let n = 0; n < 3; n++) expect(await passwords.verify("a", "b").catch((e: Error) => e.message)).toBe("no hash");
  expect(begun.length).toBe(34);
});

test("U4: rooms' passwords are hashed one at a time, however many come, and logins go on beside them", async () => {
  const begun: string[] = [];
  const held: PromiseWithResolvers<boolean>[] = [];
  const passwords = createPasswordHashing({
    hash: () => Promise.reject(new Error("no hash")),
    verify: (password) => {
      begun.push(password);
      const one = Promise.withResolvers<boolean>();
      held.push(one);
      return one.promise;
    },
  });
  const rooms = createRoomPasswordHashing(passwords);
  const tries = Array.from({ length: 33 }, (_, n) => rooms.verify(`room ${n}`, ""));
  expect(await rooms.verify("late", "")).toMatchObject({ code: "busy" });
  const login = passwords.verify("login", "");
  expect(begun).toEqual(["room 0", "login"]);
  held[1]?.resolve(true);
  expect(await login).toBe(true);
  for (let n = 0; n < 34; n++) {
    held[n]?.resolve(false);
    await turnEventLoop();
    await turnEventLoop();
  }
  expect(await Promise.all(tries)).toEqual(Array(33).fill(false));
});
