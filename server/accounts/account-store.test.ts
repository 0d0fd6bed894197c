import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { FakeClock } from "../testing/fake-clock.ts";
import { seededRandomBytes } from "../testing/seeded-random.ts";
import { TEST_PASSWORD } from "../testing/test-accounts.ts";
import { AccountStore } from "./account-store.ts";
import { AdminCodes } from "./admin-codes.ts";
import { setAccountBanned } from "./ban-account.ts";
import { deleteAccount } from "./delete-account.ts";
import { register } from "./register.ts";
import { logIn, type SignInResult } from "./sign-in.ts";

const DAY_MS = 86_400_000;

function createAccounts(maxAccounts = 100) {
  const clock = new FakeClock();
  const signedOut: string[] = [];
  const digest = (text: string) => `#${Bun.hash(text)}`;
  const verified: string[] = [];
  const accounts = new AccountStore(
    {
      clock: clock.read,
      random: seededRandomBytes(1),
      digest,
      passwords: {
        hash: (password) => Promise.resolve(`hash of ${password}`),
        verify: async (password, hash) => {
          verified.push(hash);
          return hash === `hash of ${password}`;
        },
      },
      save: () => Promise.resolve(undefined),
      adminCodes: new AdminCodes(digest, () => false),
      skeleton: (text) => text,
      isCommonPassword: () => Promise.resolve(false),
      onSignedOut: (signIns) => void signedOut.push(...signIns),
    },
    { isRequired: false, maxAccounts },
  );
  const sign = async (username: string): Promise<SignInResult> => {
    const signedIn = await register(accounts, { username, password: TEST_PASSWORD }, undefined);
    if (signedIn instanceof Refusal) throw new Error(signedIn.message);
    return signedIn;
  };
  return { accounts, clock, signedOut, verified, sign };
}

test("U6: a full server refuses an account; an erased account makes room for another", async () => {
  const { accounts, sign } = createAccounts(2);
  const { account } = await sign("ann");
  await sign("bob");
  const refused = await register(accounts, { username: "eve", password: TEST_PASSWORD }, undefined);
  expect(refused).toMatchObject({ code: "server_full" });
  await deleteAccount(accounts, account.id);
  expect((await sign("eve")).account.username).toBe("eve");
});

test("U6: of many who register at once, a server takes as many as it has places", async () => {
  const { accounts } = createAccounts(3);
  const usernames = Array.from({ length: 10 }, (_, n) => `user${"abcdefghij"[n]}`);
  const outcomes = await Promise.all(
    usernames.map((username) => register(accounts, { username, password: TEST_PASSWORD }, undefined)),
  );
  const refused = outcomes.filter((outcome) => outcome instanceof Refusal);
  expect([refused.length, accounts.count]).toEqual([7, 3]);
  expect(refused.every(({ code }) => code === "server_full")).toBe(true);
});

test("U6: the password of an unknown username is checked against a hash of the usual cost", async () => {
  const { accounts, verified } = createAccounts();
  await logIn(accounts, "nobody", TEST_PASSWORD);
  expect(verified).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]);
  expect(await Bun.password.verify("", String(verified[0]))).toBe(false);
});

test("U6: a password that is changed while it is being checked signs nobody in", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", TEST_PASSWORD);
  await accounts.change(account.id, () => ({ passwordHash: "hash of another" }));
  expect(await login).toMatchObject({ code: "bad_login" });
});

test("U6, U12: an account that is banned while its password is checked is not signed in, nor once the ban is lifted", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", TEST_PASSWORD);
  await setAccountBanned(accounts, "ann", true);
  expect(await login).toMatchObject({ code: "banned" });
  await setAccountBanned(accounts, "ann", false);
  expect(accounts.get(account.id)?.signIns).toEqual([]);
});

test("U6: an account that is erased while its password is checked is not signed in", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", TEST_PASSWORD);
  await deleteAccount(accounts, account.id);
  expect(await login).toMatchObject({ code: "bad_login" });
});

test("U7: of a refresh token only a digest is saved", async () => {
  const { sign } = createAccounts();
  const { account, refreshToken } = await sign("ann");
  const [id, secret] = refreshToken.split(".");
  expect([id, secret]).toEqual([account.id, expect.stringMatching(/^[\w-]{43}$/)]);
  expect(JSON.stringify(account)).not.toContain(secret ?? "");
});

test("U8: a sign-in that makes room for another, or has expired, is signed out", async () => {
  const { accounts, clock, signedOut, sign } = createAccounts();
  const first = await sign("ann");
  clock.now += 31 * DAY_MS;
  expect(accounts.signedInMember(first.account.id, first.signInId)).toBeUndefined();
  const second = (await logIn(accounts, "ann", TEST_PASSWORD)) as SignInResult;
  expect(signedOut).toEqual([first.signInId]);
  for (let n = 0; n < 20; n++) {
    clock.now++;
    await logIn(accounts, "ann", TEST_PASSWORD);
  }
  expect(signedOut).toEqual([first.signInId, second.signInId]);
});

test("U13: a change that throws doesn't block later changes", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const broken = accounts.change(account.id, () => {
    throw new Error("a mistake of ours");
  });
  const after = accounts.change(account.id, () => ({ avatar: "fox" }));
  expect(await broken.catch((error: Error) => error.message)).toBe("a mistake of ours");
  expect(await after).toMatchObject({ avatar: "fox" });
});
