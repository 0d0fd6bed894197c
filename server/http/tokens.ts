// Tokens: JWTs that prove a member id and carry the name and avatar last chosen. Nothing about them is kept. Rules I1, W8.
import { jwt } from "@elysiajs/jwt";
import { Elysia } from "elysia";
import type { Member } from "#protocol/frames";
import { isAvatar, nameProblem } from "#protocol/text";
import type { Verify } from "../chat/ports.ts";

const LIFE = "60d";

export type Tokens = { issue(member: Member): Promise<string>; verify: Verify };

/** @param secret 32 random bytes or more; who has them can be anyone */
export function createTokens(secret: Uint8Array): Tokens {
  // The plugin takes a Uint8Array key as it is, though its type says string alone.
  const signer = new Elysia().use(jwt({ name: "signer", secret: secret as unknown as string, exp: LIFE })).decorator
    .signer;
  return {
    issue: ({ id, name, avatar }) => signer.sign({ sub: id, name, ...(avatar === null ? undefined : { avatar }) }),
    async verify(token) {
      const claims = await signer.verify(token, { algorithms: ["HS256"] });
      if (claims === false) return undefined;
      const { sub: id, name, avatar } = claims as Record<string, unknown>;
      if (typeof id !== "string" || typeof name !== "string" || nameProblem(name) !== undefined) return undefined;
      return { id, name, avatar: typeof avatar === "string" && isAvatar(avatar) ? avatar : null };
    },
  };
}
