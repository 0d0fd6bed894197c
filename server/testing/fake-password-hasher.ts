import type { PasswordHasher } from "../chat/lib/ports.ts";

/** Stands in for argon2id, which takes many milliseconds: it hashes at once, and not safely. */
export const fakePasswordHasher: PasswordHasher = {
  hash: async (password) => `hashed ${password}`,
  verify: async (password, hash) => hash === `hashed ${password}`,
};
