// Whether an account exists can't be told from how long a login takes: a rank test over interleaved pairs, and controls,
// servers that give it away, which the same test must find out.
import { expect, test } from "bun:test";
import type { Passwords } from "../chat/lib/ports.ts";
import { createPasswords } from "../security/password-hashing.ts";
import { DATA, PASSWORD, signUp } from "../testing/accounts.ts";
import { startServer } from "../testing/server.ts";
import { SURE, sureness } from "../testing/timing-comparison.ts";

const PAIRS = 100;
/** A control goes on for so long at most: a busy machine hides a difference for a while, but not for good. */
const CONTROL_PAIRS = { atOnce: 30, most: 420 };

/** @returns by how much a login under a name that exists took longer than one under a name that doesn't, pair by pair */
async function measured(passwords: Passwords, pairs: number): Promise<number[]> {
  await using server = await startServer({ DATA, LIMITS: "off" }, { passwords });
  await signUp(server, "ann");
  const time = async (username: string) => {
    const body = { username, password: "not the password" };
    const beganAt = Bun.nanoseconds();
    const { status } = await server.ask("POST", "api/login", { body });
    expect(status).toBe(401);
    return Bun.nanoseconds() - beganAt;
  };
  const differences: number[] = [];
  for (let n = -2; n < pairs; n++) {
    // Which of the two comes first takes turns; the first pairs warm up.
    const first = await time(n % 2 === 0 ? "ann" : "eve");
    const second = await time(n % 2 === 0 ? "eve" : "ann");
    if (n >= 0) differences.push(n % 2 === 0 ? first - second : second - first);
  }
  return differences;
}

/** How sure the same test becomes of a server that gives it away. */
async function foundOut(passwords: Passwords): Promise<number> {
  const { atOnce, most } = CONTROL_PAIRS;
  const differences = await measured(passwords, atOnce);
  while (sureness(differences) <= SURE && differences.length < most) {
    differences.push(...(await measured(passwords, atOnce)));
  }
  return sureness(differences);
}

/** Checks a password of an account that is there as it should, and any other as told. */
function careless(otherwise: (password: string) => Promise<boolean>): Passwords {
  const real = createPasswords();
  let known: unknown;
  return {
    hash: async (password) => {
      const hash = await real.hash(password);
      if (password === PASSWORD) known = hash;
      return hash;
    },
    verify: (password, hash) => (hash === known ? real.verify(password, hash) : otherwise(password)),
  };
}

test("U6: an unknown username and a wrong password can't be told apart by time", async () => {
  expect(sureness(await measured(createPasswords(), PAIRS))).toBeLessThan(SURE);
}, 120_000);

test("U6: the same test finds out who checks nothing where there is no account", async () => {
  const none = careless(() => Promise.resolve(false));
  expect(await foundOut(none)).toBeGreaterThan(SURE);
}, 120_000);

test("U6: and who checks against a cheaper hash there", async () => {
  const cheap = await Bun.password.hash("nobody's", { algorithm: "argon2id", memoryCost: 19_456, timeCost: 1 });
  const cheaper = careless((password) => Bun.password.verify(password, cheap));
  expect(await foundOut(cheaper)).toBeGreaterThan(SURE);
}, 120_000);
