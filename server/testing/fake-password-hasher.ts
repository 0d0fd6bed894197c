import type { PasswordHasher } from "../chat/lib/ports.ts";

/** Creates a stand-in for argon2id, which takes many milliseconds: it hashes at once, and not safely. */
export const createFakePasswordHasher = (): PasswordHasher => ({
  hash: async (password) => `hashed ${password}`,
  verify: async (password, hash) => hash === `hashed ${password}`,
});
