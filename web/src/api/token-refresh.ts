import type { Member } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { api, settle } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { authHeaders } from "./early-requests.ts";
import type { ProfileChange, TokenRefresh } from "./identity.ts";

/** How long an account's token is valid. */
const ACCOUNT_TOKEN_MS = 30 * MINUTE_MS;

export type TokenRefreshApi = {
  refresh(refreshToken: string): Promise<Renewed | ApiError>;
  patchProfile(change: ProfileChange, token: string): ReturnType<typeof patchProfile>;
};

type Renewed = { readonly token: string; readonly account: Member; readonly refreshToken?: string | undefined };

const refresh = (refreshToken: string): Promise<Renewed | ApiError> => settle(api.refresh.post({ refreshToken }));
const patchProfile = (change: ProfileChange, token: string) => settle(api.me.patch(change, authHeaders(token)));

/** Renews an account's short-lived token by the device's refresh token, and changes the account's profile. */
export function createTokenRefresh(server: TokenRefreshApi = { refresh, patchProfile }): TokenRefresh {
  return {
    async renew(former, { person, isStale, signOut, adopt, requestGuest, ageOf }) {
      const { signedIn } = former;
      const first = await server.refresh(signedIn.refreshToken);
      // An answer that was lost on its way may have held the successor, which is given again for a minute only.
      const isLost = first instanceof ApiError && first.code === "internal";
      const response = isLost ? await server.refresh(signedIn.refreshToken) : first;
      const current = person();
      // The person has signed out meanwhile, or in as somebody else.
      if (current?.signedIn?.refreshToken !== signedIn.refreshToken) {
        return current === undefined || isStale() ? requestGuest({}) : current;
      }
      if (!(response instanceof ApiError)) {
        const { token, account, refreshToken = signedIn.refreshToken } = response;
        return adopt({ token, member: account }, { ...signedIn, refreshToken });
      }
      if (response.code !== "bad_token") return ageOf(former) < ACCOUNT_TOKEN_MS ? former : response;
      signOut();
      return requestGuest({});
    },

    async update(change, asked, { person, adopt }) {
      const member = await server.patchProfile(change, asked.token);
      if (member instanceof ApiError) return member;
      // The tokens may have been renewed meanwhile, here or in another tab: the former ones must not come back.
      const current = person();
      const { token, signedIn, issuedAt } = current?.id === asked.id ? current : asked;
      return adopt({ token, member }, signedIn, issuedAt);
    },
  };
}
