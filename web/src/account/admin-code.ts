// An administrator code: the address bar's is kept for this tab, and whoever is signed in can redeem one. Rule S17.
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { ADMIN_CODE_KEY, BASE_URL, goTo, route } from "../browser/route.ts";
import { tabStore } from "../browser/stores.ts";
import { type Login, signIn } from "./account-requests.ts";

export const ADMIN_ADDRESS = new URL("admin", BASE_URL).href;

/** Returns the code that came in the address, until it was used. */
export const keptAdminCode = () => tabStore.get(ADMIN_CODE_KEY);
export const forgetAdminCode = () => tabStore.remove(ADMIN_CODE_KEY);

export const isAboutAdminCode = (refusal: Refusal | undefined) => refusal?.message.startsWith("adminCode:") === true;

/** Makes whoever is signed in an administrator. Returns why it failed. */
export async function redeemAdminCode(identity: Identity, adminCode: string): Promise<ApiError | undefined> {
  const answer = await authorisedRequest(identity, (auth) => settle(api.me.patch({ adminCode }, auth)));
  return answer instanceof ApiError ? answer : undefined;
}

/**
 * Signs this browser in, and then redeems the code if there is one. After a wrong code, the next try needs no other sign-in.
 * Returns why it failed.
 */
export async function signInWithCode(
  identity: Identity,
  login: Login,
  adminCode: string,
): Promise<ApiError | undefined> {
  const isSignedIn = identity.person()?.signedIn?.username === login.username;
  const refusal = isSignedIn ? undefined : await signIn(identity, login);
  return refusal ?? (adminCode === "" ? undefined : redeemAdminCode(identity, adminCode));
}

/** Shows the page to somebody whose code was accepted. */
export function showAdminPage(): void {
  forgetAdminCode();
  if (route().page !== "admin") goTo(ADMIN_ADDRESS);
}
