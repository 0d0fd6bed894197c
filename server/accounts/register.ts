// Making an account, of nobody or of a guest, who stays the member they are. Rules U2, U3, U5, U11.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { cleanLabel, nameProblem } from "#protocol/text";
import { memberId } from "../chat/lib/ids.ts";
import { passwordProblem } from "../security/password-policy.ts";
import type { Account } from "./account-record.ts";
import type { Accounts } from "./account-store.ts";
import { usernameProblem } from "./lookalike-names.ts";
import { newSignIn, type SignedIn } from "./sign-in.ts";

export type Registering = {
  readonly username: string;
  readonly password: string;
  readonly email?: string | null | undefined;
  readonly name?: string | undefined;
  readonly avatar?: string | null | undefined;
  readonly adminCode?: string | undefined;
};

/** @param guest who they are so far; undefined for nobody */
export async function register(
  accounts: Accounts,
  wanted: Registering,
  guest: Member | undefined,
): Promise<SignedIn | Refusal> {
  const { adminCode, email = null, password } = wanted;
  const code = adminCode === undefined ? undefined : accounts.invitations.recognise(adminCode);
  if (adminCode !== undefined && code === undefined) return BAD_CODE;
  if (accounts.registration === "closed" && code === undefined) return CLOSED;
  const username = cleanLabel(wanted.username);
  const objection = said("username", usernameProblem(username));
  if (objection !== undefined) return objection;
  const id = guest?.id ?? memberId(accounts.ports.random);
  const name = nameFor(accounts, cleanLabel(wanted.name ?? guest?.name ?? username), username, id, wanted.name);
  if (name instanceof Refusal) return name;
  const problem =
    said("email", email === null ? undefined : emailProblem(email)) ??
    said("password", await passwordProblem(password, [username], accounts.ports.isCommon));
  if (problem !== undefined) return problem;

  const make = async (): Promise<SignedIn | Refusal> => {
    if (accounts.names.isReserved(username) || [username, name].some((one) => accounts.names.isKeptFrom(one, id)))
      return TAKEN;
    // While it was being thought about, somebody else may have used it.
    if (adminCode !== undefined && accounts.invitations.recognise(adminCode) === undefined) return BAD_CODE;
    if (accounts.isFull) return FULL;
    if (guest !== undefined && accounts.isOurs(guest.id)) return ALREADY;
    const passwordHash = await accounts.ports.passwords.hash(password);
    if (passwordHash instanceof Refusal) return passwordHash;
    const [device, refreshToken] = newSignIn(accounts.ports, id);
    const now = accounts.ports.clock();
    const account: Account = {
      ...{ id, username, name, email, passwordHash },
      avatar: wanted.avatar === undefined ? (guest?.avatar ?? null) : wanted.avatar,
      isAdmin: code !== undefined,
      isBanned: false,
      wasGuest: guest !== undefined,
      createdAt: now,
      lastSeenAt: now,
      signIns: [device],
    };
    const refusal = await accounts.add(account, code === undefined ? [] : accounts.invitations.spending(code));
    if (refusal !== undefined) return refusal;
    if (code !== undefined) accounts.invitations.spent();
    return { account, signIn: device.id, refreshToken };
  };
  const claims = [...accounts.names.claims([username, name]), id];
  return accounts.claiming(claims, TAKEN, () =>
    code === undefined ? make() : accounts.claiming([code], BAD_CODE, make),
  );
}

/** A name that was chosen must be free; one that was only brought along gives way to the username. */
function nameFor(
  { names }: Accounts,
  name: string,
  username: string,
  id: string,
  chosen: string | undefined,
): string | Refusal {
  const problem = said("name", nameProblem(name));
  if (problem !== undefined) return problem;
  if (!names.isKeptFrom(name, id)) return name;
  return chosen === undefined ? username : TAKEN;
}

/** Kept as it is given: where letters arrive is not for us to find out. */
export function emailProblem(email: string): string | undefined {
  return /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,189}$/u.test(email) ? undefined : "is not an address";
}

export function said(field: string, problem: string | undefined): Refusal | undefined {
  return problem === undefined ? undefined : new Refusal("malformed", `${field}: ${problem}.`);
}

export const TAKEN = new Refusal("name_taken", "Somebody else has this name, or one that looks like it.");
export const BAD_CODE = new Refusal("not_allowed", "adminCode: not a code that is still good.");
const CLOSED = new Refusal("registration_closed", "This server takes no new accounts.");
const FULL = new Refusal("server_full", "This server has all the accounts it takes.");
export const ALREADY = new Refusal("not_allowed", "This member has an account already.");
