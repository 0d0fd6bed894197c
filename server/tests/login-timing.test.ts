// The duration of a login does not reveal whether an account exists. A rank test compares interleaved pairs of logins; the
// same test must detect servers that do reveal it.
import { expect, test } from "bun:test";
import type { PasswordHasher } from "../chat/lib/ports.ts";
import { createPasswordHashing } from "../security/password-hashing.ts";
import { signUp, TEST_PASSWORD, UNOPENED_DATA_FILE } from "../testing/test-accounts.ts";
import { startTestServer } from "../testing/test-server.ts";
import { SIGNIFICANT_DEVIATIONS, timingDeviations } from "../testing/timing-comparison.ts";

const PAIRS = 100;
/** How long to measure a server that reveals it: a busy machine hides the difference for a while, but not for ever. */
const LEAKY_SERVER_PAIRS = { step: 30, max: 420 };

/** Times pairs of logins. @returns the time with an existing username minus the time with an unknown one, per pair, in ns */
async function measureDifferences(passwords: PasswordHasher, pairs: number): Promise<number[]> {
  await using server = await startTestServer({ DATA: UNOPENED_DATA_FILE, LIMITS: "off" }, { passwords });
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
    // The order within a pair is drawn, for what a busy machine does at intervals could keep step with anything regular; the first
    // pairs only warm up.
    const isAnnFirst = Math.random() < 0.5;
    const first = await time(isAnnFirst ? "ann" : "eve");
    const second = await time(isAnnFirst ? "eve" : "ann");
    if (n >= 0) differences.push(isAnnFirst ? first - second : second - first);
  }
  return differences;
}

/** Returns the deviations that the same test finds for a server that reveals it. */
async function deviationsOf(passwords: PasswordHasher): Promise<number> {
  const { step, max } = LEAKY_SERVER_PAIRS;
  const differences = await measureDifferences(passwords, step);
  while (timingDeviations(differences) <= SIGNIFICANT_DEVIATIONS && differences.length < max) {
    differences.push(...(await measureDifferences(passwords, step)));
  }
  return timingDeviations(differences);
}

/** Returns password hashing that checks an existing account properly, and anything else with `otherwise`. */
function leakyPasswords(otherwise: (password: string) => Promise<boolean>): PasswordHasher {
  const real = createPasswordHashing();
  let known: unknown;
  return {
    hash: async (password) => {
      const hash = await real.hash(password);
      if (password === TEST_PASSWORD) known = hash;
      return hash;
    },
    verify: (password, hash) => (hash === known ? real.verify(password, hash) : otherwise(password)),
  };
}

test("U6: an unknown username and a wrong password take the same time", async () => {
  expect(timingDeviations(await measureDifferences(createPasswordHashing(), PAIRS))).toBeLessThan(
    SIGNIFICANT_DEVIATIONS,
  );
}, 120_000);

test("U6: the test detects a server that checks no hash if there is no account", async () => {
  const none = leakyPasswords(() => Promise.resolve(false));
  expect(await deviationsOf(none)).toBeGreaterThan(SIGNIFICANT_DEVIATIONS);
}, 120_000);

test("U6: the test detects a server that checks a cheaper hash if there is no account", async () => {
  const cheap = await Bun.password.hash("nobody's", { algorithm: "argon2id", memoryCost: 19_456, timeCost: 1 });
  const cheaper = leakyPasswords((password) => Bun.password.verify(password, cheap));
  expect(await deviationsOf(cheaper)).toBeGreaterThan(SIGNIFICANT_DEVIATIONS);
}, 120_000);
