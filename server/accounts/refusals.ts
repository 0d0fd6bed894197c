// The refusals that more than one file of accounts answers with.
import { Refusal } from "#protocol/error-codes";
import { badField } from "../chat/lib/refusals.ts";

export const ACCOUNT_NOT_FOUND = new Refusal("not_found", "There is no such account.");
export const NAME_TAKEN = new Refusal("name_taken", "That name, or one that looks like it, is taken.");
export const BAD_ADMIN_CODE = new Refusal("not_allowed", "adminCode: wrong, used or expired.");

/** Returns the refusal of a field that has a problem, undefined where it has none. */
export function fieldRefusal(field: string, problem: string | undefined): Refusal | undefined {
  return problem === undefined ? undefined : badField(field, problem);
}
