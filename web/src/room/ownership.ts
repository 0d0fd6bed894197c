// What the owner of a room may do to it. Being its owner is proved by the token, or elsewhere by the owner key.

import { api, as, settle } from "../api.ts";
import { Refused } from "../refused.ts";

export type Proof = { token: string | undefined; ownerKey: string | undefined };

function by({ token, ownerKey }: Proof) {
  return { headers: { ...as(token).headers, ...(ownerKey !== undefined && { "x-owner-key": ownerKey }) } };
}

const refusalIn = (answer: unknown) => (answer instanceof Refused ? answer : undefined);

/** @param change.extend minutes more @returns why not */
export async function changeRoom(
  code: string,
  change: { title?: string; extend?: number },
  proof: Proof,
): Promise<Refused | undefined> {
  return refusalIn(await settle(api.rooms({ code }).patch(change, by(proof))));
}

/** @returns why not */
export async function endRoom(code: string, proof: Proof): Promise<Refused | undefined> {
  return refusalIn(await settle(api.rooms({ code }).delete(undefined, by(proof))));
}
