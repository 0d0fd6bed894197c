import type { Member } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authHeaders } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";

export type Login = { username: string; password: string };
export type NewAccount = Login & { adminCode?: string };

/** Signs this browser in. Returns why it failed. */
export async function signIn(identity: Identity, login: Login): Promise<ApiError | undefined> {
  return adoptSession(identity, await settle(api.login.post(login)));
}

/** Turns the guest this browser knows into an account, which keeps their rooms and name. Returns why it failed. */
export async function signUp(identity: Identity, account: NewAccount): Promise<ApiError | undefined> {
  // An account is called what its guest is called here: the server, which may not have been told, learns it now.
  if (identity.person()?.isUntold) await identity.updateProfile({});
  const guest = identity.person();
  const answer = await settle(api.register.post(account, authHeaders(guest?.token)));
  if (guest === undefined || !(answer instanceof ApiError) || answer.code !== "bad_token")
    return adoptSession(identity, answer);
  // The server no longer knows that guest, so there are no rooms to keep.
  return adoptSession(identity, await settle(api.register.post(account)));
}

type SignInAnswer = { token: string; refreshToken: string; account: Member & { username: string } };

function adoptSession(identity: Identity, answer: SignInAnswer | ApiError): ApiError | undefined {
  if (answer instanceof ApiError) return answer;
  const { token, refreshToken, account } = answer;
  identity.signIn({ token, member: account }, { username: account.username, refreshToken });
  return undefined;
}

/** Signs this browser out, even if the server can't be reached. */
export async function signOut(identity: Identity): Promise<void> {
  const person = await identity.requirePerson();
  if (!(person instanceof ApiError)) await settle(api.logout.post(undefined, authHeaders(person.token)));
  identity.signOut();
}

/** Changes the password. @param currentPassword needed where it wasn't given lately @returns why it failed */
export async function changePassword(
  identity: Identity,
  change: { password: string; currentPassword?: string },
): Promise<ApiError | undefined> {
  const person = await identity.requirePerson();
  const answer = person instanceof ApiError ? person : await settle(api.me.patch(change, authHeaders(person.token)));
  return answer instanceof ApiError ? answer : undefined;
}

/** Erases the account and signs out. @param currentPassword needed where it wasn't given lately @returns why it failed */
export async function eraseAccount(
  identity: Identity,
  currentPassword: string | undefined,
): Promise<ApiError | undefined> {
  const person = await identity.requirePerson();
  const answer =
    person instanceof ApiError
      ? person
      : await settle(
          api.me.delete(currentPassword === undefined ? {} : { currentPassword }, authHeaders(person.token)),
        );
  if (answer instanceof ApiError) return answer;
  identity.signOut();
  return undefined;
}
