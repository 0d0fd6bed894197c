// Creates an account, for a newcomer or for a guest, who stays the same member. Rules U2, U3, U5, U11.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { cleanLabel, nameProblem } from "#protocol/names";
import { createMemberId } from "../chat/lib/ids.ts";
import { passwordProblem } from "../security/password-policy.ts";
import type { AccountRecord } from "./account-record.ts";
import type { AccountStore } from "./account-store.ts";
import { emailProblem } from "./email-address.ts";
import { BAD_ADMIN_CODE, fieldRefusal, NAME_TAKEN } from "./refusals.ts";
import { createSignIn, type SignInResult } from "./sign-in.ts";
import { usernameProblem } from "./username-rules.ts";

export type RegisterInput = {
  readonly username: string;
  readonly password: string;
  readonly email?: string | null | undefined;
  readonly name?: string | undefined;
  readonly avatar?: string | null | undefined;
  readonly adminCode?: string | undefined;
};

/**
 * Creates an account and signs its first device in.
 * @param guest whose member id, name and avatar the account takes over; undefined for a newcomer
 */
export async function register(
  accounts: AccountStore,
  input: RegisterInput,
  guest: Member | undefined,
): Promise<SignInResult | Refusal> {
  const { adminCodes, names, ports } = accounts;
  const { adminCode, email = null, password } = input;
  const codeDigest = adminCode === undefined ? undefined : adminCodes.digestOfValid(adminCode);
  if (adminCode !== undefined && codeDigest === undefined) return BAD_ADMIN_CODE;
  if (accounts.registration === "closed" && codeDigest === undefined) return REGISTRATION_CLOSED;
  const username = cleanLabel(input.username);
  const usernameRefusal = fieldRefusal("username", usernameProblem(username));
  if (usernameRefusal !== undefined) return usernameRefusal;
  const id = guest?.id ?? createMemberId(ports.random);
  const name = chooseName(accounts, cleanLabel(input.name ?? guest?.name ?? username), username, id, input.name);
  if (name instanceof Refusal) return name;
  const fieldProblem =
    fieldRefusal("email", email === null ? undefined : emailProblem(email)) ??
    fieldRefusal("password", await passwordProblem(password, [username], ports.isCommonPassword));
  if (fieldProblem !== undefined) return fieldProblem;

  const refusalNow = (): Refusal | undefined => {
    if (names.isReserved(username) || [username, name].some((one) => names.isKeptFrom(one, id))) return NAME_TAKEN;
    // Checked again: somebody else may have used the code in the meantime.
    if (adminCode !== undefined && adminCodes.digestOfValid(adminCode) === undefined) return BAD_ADMIN_CODE;
    return guest !== undefined && accounts.requiresSignIn(guest.id) ? ALREADY_REGISTERED : undefined;
  };
  const create = async (): Promise<SignInResult | Refusal> => {
    const problem = refusalNow();
    if (problem !== undefined) return problem;
    const passwordHash = await ports.passwords.hash(password);
    if (passwordHash instanceof Refusal) return passwordHash;
    const [device, refreshToken] = createSignIn(ports, id);
    const now = ports.clock();
    const account: AccountRecord = {
      ...{ id, username, name, email, passwordHash },
      avatar: input.avatar === undefined ? (guest?.avatar ?? null) : input.avatar,
      isAdmin: codeDigest !== undefined,
      isBanned: false,
      wasGuest: guest !== undefined,
      createdAt: now,
      lastSeenAt: now,
      signIns: [device],
    };
    const writes = codeDigest === undefined ? [] : adminCodes.writesForUse(codeDigest);
    const refusal = await accounts.add(account, writes, refusalNow);
    if (refusal !== undefined) return refusal;
    if (codeDigest !== undefined) adminCodes.dropFirst();
    return { account, signInId: device.id, refreshToken };
  };
  const createInPlace = () => accounts.withPlace(SERVER_FULL, create);
  const claims = [...names.claimKeys([username, name]), id];
  return accounts.withClaims(claims, NAME_TAKEN, () =>
    codeDigest === undefined ? createInPlace() : accounts.withClaims([codeDigest], BAD_ADMIN_CODE, createInPlace),
  );
}

/** Returns the display name: a chosen name must be free, while a guest's former name gives way to the username. */
function chooseName(
  { names }: AccountStore,
  name: string,
  username: string,
  id: string,
  chosen: string | undefined,
): string | Refusal {
  const problem = fieldRefusal("name", nameProblem(name));
  if (problem !== undefined) return problem;
  if (!names.isKeptFrom(name, id)) return name;
  return chosen === undefined ? username : NAME_TAKEN;
}

const REGISTRATION_CLOSED = new Refusal("registration_closed", "This server isn't accepting new accounts.");
const SERVER_FULL = new Refusal("server_full", "This server has no room for more accounts.");
export const ALREADY_REGISTERED = new Refusal("not_allowed", "This member already has an account.");
