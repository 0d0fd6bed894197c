// Accounts themselves, with fakes at their edges.
import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { PASSWORD } from "../testing/accounts.ts";
import { FakeClock } from "../testing/clock.ts";
import { seededBytes } from "../testing/random.ts";
import { Accounts } from "./account-store.ts";
import { Invitations } from "./admin-codes.ts";
import { register } from "./register.ts";
import { logIn, type SignedIn } from "./sign-in.ts";
import { setBanned } from "./update-account.ts";

const DAY_MS = 86_400_000;

function createAccounts(most = 100) {
  const clock = new FakeClock();
  const signedOut: string[] = [];
  const digest = (text: string) => `#${Bun.hash(text)}`;
  const verified: string[] = [];
  const accounts = new Accounts(
    {
      clock: clock.read,
      random: seededBytes(1),
      digest,
      passwords: {
        hash: (password) => Promise.resolve(`hash of ${password}`),
        verify: async (password, hash) => {
          verified.push(hash);
          return hash === `hash of ${password}`;
        },
      },
      keep: () => Promise.resolve(undefined),
      invitations: new Invitations(digest, () => false),
      skeleton: (text) => text,
      isCommon: () => Promise.resolve(false),
      signedOut: (signIns) => void signedOut.push(...signIns),
    },
    { isRequired: false, most },
  );
  const sign = async (username: string): Promise<SignedIn> => {
    const signedIn = await register(accounts, { username, password: PASSWORD }, undefined);
    if (signedIn instanceof Refusal) throw new Error(signedIn.message);
    return signedIn;
  };
  return { accounts, clock, signedOut, verified, sign };
}

test("U6: a server takes so many accounts; an erased one makes room", async () => {
  const { accounts, sign } = createAccounts(2);
  const { account } = await sign("ann");
  await sign("bob");
  const refused = await register(accounts, { username: "eve", password: PASSWORD }, undefined);
  expect(refused).toMatchObject({ code: "server_full" });
  await accounts.forget(account.id, DAY_MS);
  expect((await sign("eve")).account.username).toBe("eve");
});

test("U6: a name without an account is checked against a hash that costs as much as any", async () => {
  const { accounts, verified } = createAccounts();
  await logIn(accounts, "nobody", PASSWORD);
  expect(verified).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]);
  expect(await Bun.password.verify("", String(verified[0]))).toBe(false);
});

test("U6: a password that is changed while it is being checked signs nobody in", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", PASSWORD);
  await accounts.change(account.id, () => ({ passwordHash: "hash of another" }));
  expect(await login).toMatchObject({ code: "bad_login" });
});

test("U6, U12: nor does one that is banned meanwhile, nor is it signed in once the ban is over", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", PASSWORD);
  await setBanned(accounts, "ann", true);
  expect(await login).toMatchObject({ code: "banned" });
  await setBanned(accounts, "ann", false);
  expect(accounts.get(account.id)?.signIns).toEqual([]);
});

test("U6: nor does an account that is erased meanwhile", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const login = logIn(accounts, "ann", PASSWORD);
  await accounts.forget(account.id, DAY_MS);
  expect(await login).toMatchObject({ code: "bad_login" });
});

test("U7: only a digest of what renews a sign-in is kept", async () => {
  const { sign } = createAccounts();
  const { account, refreshToken } = await sign("ann");
  const [id, secret] = refreshToken.split(".");
  expect([id, secret]).toEqual([account.id, expect.stringMatching(/^[\w-]{43}$/)]);
  expect(JSON.stringify(account)).not.toContain(secret ?? "");
});

test("U8: a sign-in that makes way for another, or is over, is signed out", async () => {
  const { accounts, clock, signedOut, sign } = createAccounts();
  const first = await sign("ann");
  clock.now += 31 * DAY_MS;
  expect(accounts.signedIn(first.account.id, first.signIn)).toBeUndefined();
  const second = (await logIn(accounts, "ann", PASSWORD)) as SignedIn;
  expect(signedOut).toEqual([first.signIn]);
  for (let n = 0; n < 20; n++) {
    clock.now++;
    await logIn(accounts, "ann", PASSWORD);
  }
  expect(signedOut).toEqual([first.signIn, second.signIn]);
});

test("U13: a change that throws holds up none that come after it", async () => {
  const { accounts, sign } = createAccounts();
  const { account } = await sign("ann");
  const broken = accounts.change(account.id, () => {
    throw new Error("a mistake of ours");
  });
  const after = accounts.change(account.id, () => ({ avatar: "fox" }));
  expect(await broken.catch((error: Error) => error.message)).toBe("a mistake of ours");
  expect(await after).toMatchObject({ avatar: "fox" });
});
