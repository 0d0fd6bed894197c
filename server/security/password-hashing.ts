// Hashes of passwords, made beside the event loop: two at once, a few in the queue, and the rest is refused at once, so
// that a flood of logins costs the loop nothing. Rule U4.
import { Refusal } from "#protocol/error-codes";
import type { Passwords } from "../chat/lib/ports.ts";

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

/** Work of which so much is done at once, a few wait, and the rest is refused. */
function queue(atOnce: number): <T>(work: () => Promise<T>) => Promise<T | Refusal> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= atOnce) {
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
  };
}

export function createPasswords(hashing: Hashing = argon2id): Passwords {
  const inTurn = queue(AT_ONCE);
  return {
    hash: (password) => inTurn(() => hashing.hash(typed(password))),
    verify: (password, hash) => inTurn(() => hashing.verify(typed(password), hash)),
  };
}

/** The same for rooms, one at once: whoever tries those of many rooms must not keep people from signing in. */
export function ofRooms({ hash, verify }: Passwords): Passwords {
  const inTurn = queue(1);
  return {
    hash: (password) => inTurn(() => hash(password)),
    verify: (password, hashed) => inTurn(() => verify(password, hashed)),
  };
}

const BUSY = new Refusal("busy", "Too many passwords are being checked; try again soon.", undefined, 1000);
