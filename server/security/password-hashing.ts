// Hashes passwords off the event loop. Two are hashed at once, a few wait, and further ones are refused at once, so
// that a flood of logins doesn't slow the server down. Rule U4.
import { Refusal } from "#protocol/error-codes";
import type { PasswordHasher } from "../chat/lib/ports.ts";

/** 19 MiB and two passes, the first choice of OWASP's Password Storage Cheat Sheet for argon2id. Measured: about 30 ms each. */
const ARGON2_COST = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
const MAX_CONCURRENT = 2;
/** At 30 ms each, two at once, the last in the queue waits about half a second. */
const MAX_WAITING = 32;

/** The functions that do the work; tests pass their own. */
export type HashFunctions = {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
};

const argon2id: HashFunctions = {
  hash: (password) => Bun.password.hash(password, ARGON2_COST),
  // The hash names its own algorithm, so bcrypt hashes verify as well.
  verify: (password, hash) => Bun.password.verify(password, hash),
};

/** Composes accents: keyboards send the same letter composed or decomposed. */
const normalized = (password: string) => password.normalize("NFC");

/** Returns a function that runs up to `maxConcurrent` jobs at once, queues MAX_WAITING more, and refuses the rest `busy`. */
function createWorkQueue(maxConcurrent: number): <T>(work: () => Promise<T>) => Promise<T | Refusal> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= maxConcurrent) {
      if (waiting.length >= MAX_WAITING) return BUSY;
      // A finished job hands its slot to the next waiting one, so `running` stays the same.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** Creates the hashing that accounts use. */
export function createPasswordHashing(functions: HashFunctions = argon2id): PasswordHasher {
  const enqueue = createWorkQueue(MAX_CONCURRENT);
  return {
    hash: (password) => enqueue(() => functions.hash(normalized(password))),
    verify: (password, hash) => enqueue(() => functions.verify(normalized(password), hash)),
  };
}

/** Creates the hashing that rooms use, one at once: guesses at the passwords of many rooms must not block signing in. */
export function createRoomPasswordHashing({ hash, verify }: PasswordHasher): PasswordHasher {
  const enqueue = createWorkQueue(1);
  return {
    hash: (password) => enqueue(() => hash(password)),
    verify: (password, hashed) => enqueue(() => verify(password, hashed)),
  };
}

const BUSY = new Refusal("busy", "Too many passwords are being checked. Try again soon.", undefined, 1000);
