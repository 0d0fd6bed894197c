// Hashes of passwords, made beside the event loop: two at once, a few in the queue, and the rest is refused at once, so
// that a flood of logins costs the loop nothing. Rule U4.
import { Refusal } from "#protocol/codes";
import type { Passwords } from "../chat/ports.ts";

/** 19 MiB and two passes (OWASP's first choice for argon2id): about 30 ms each, measured. */
const COST = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
const AT_ONCE = 2;
/** About half a second of waiting. */
const WAITING = 32;

/** What does the work: Bun's, or a test's. */
export type Hashing = {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
};

const argon2id: Hashing = {
  hash: (password) => Bun.password.hash(password, COST),
  // The hash says how it was made: bcrypt's are good as well.
  verify: (password, hash) => Bun.password.verify(password, hash),
};

/** Keyboards differ in how they put an accent on a letter. */
const typed = (password: string) => password.normalize("NFC");

export function createPasswords(hashing: Hashing = argon2id): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(work: () => Promise<T>): Promise<T | Refusal> {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING) return BUSY;
      // Whoever leaves hands their place over: it is never free in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hashing.hash(typed(password))),
    verify: (password, hash) => inTurn(() => hashing.verify(typed(password), hash)),
  };
}

const BUSY = new Refusal("busy", "Too many passwords are being checked; try again soon.", undefined, 1000);
