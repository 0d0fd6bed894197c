// What a server with accounts is asked, in the name of who has one or wants one.
import type { Member } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { as } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";

export type Login = { username: string; password: string };

/** @returns why not */
export async function signIn(identity: Identity, login: Login): Promise<Refused | undefined> {
  return entered(identity, await settle(api.login.post(login)));
}

/** Makes an account of the guest this browser knows: their rooms and their name stay. @returns why not */
export async function signUp(identity: Identity, wish: Login & { email?: string }): Promise<Refused | undefined> {
  const guest = identity.person();
  const made = await settle(api.register.post(wish, as(guest?.token)));
  if (guest === undefined || !(made instanceof Refused) || made.code !== "bad_token") return entered(identity, made);
  // The server has forgotten that guest: there are no rooms to bring along.
  return entered(identity, await settle(api.register.post(wish)));
}

type SignedIn = { token: string; refreshToken: string; account: Member & { username: string } };

function entered(identity: Identity, answer: SignedIn | Refused): Refused | undefined {
  if (answer instanceof Refused) return answer;
  const { token, refreshToken, account } = answer;
  identity.enter({ token, member: account }, { username: account.username, refreshToken });
  return undefined;
}

/** Signs out here, whether the server can be told or not. */
export async function signOut(identity: Identity): Promise<void> {
  const person = await identity.known();
  if (!(person instanceof Refused)) await settle(api.logout.post(undefined, as(person.token)));
  identity.leave();
}

/** @returns why not */
export async function changePassword(identity: Identity, password: string): Promise<Refused | undefined> {
  const person = await identity.known();
  const answer = person instanceof Refused ? person : await settle(api.me.patch({ password }, as(person.token)));
  return answer instanceof Refused ? answer : undefined;
}

/** Erases the account. @returns why not */
export async function erase(identity: Identity): Promise<Refused | undefined> {
  const person = await identity.known();
  const answer = person instanceof Refused ? person : await settle(api.me.delete(undefined, as(person.token)));
  if (answer instanceof Refused) return answer;
  identity.leave();
  return undefined;
}
