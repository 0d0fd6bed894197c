import { MINUTE_MS } from "#protocol/limits";
import { api, settle } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { authHeaders } from "./early-requests.ts";
import type { ProfileChange, TokenRefresh } from "./identity.ts";

/** How long an account's token is valid. */
const ACCOUNT_TOKEN_MS = 30 * MINUTE_MS;

export type TokenRefreshApi = {
  refresh(refreshToken: string): ReturnType<typeof refresh>;
  patchProfile(change: ProfileChange, token: string): ReturnType<typeof patchProfile>;
};

const refresh = (refreshToken: string) => settle(api.refresh.post({ refreshToken }));
const patchProfile = (change: ProfileChange, token: string) => settle(api.me.patch(change, authHeaders(token)));

/** Renews an account's short-lived token by the device's refresh token, and changes the account's profile. */
export function createTokenRefresh(server: TokenRefreshApi = { refresh, patchProfile }): TokenRefresh {
  return {
    async renew(former, { person, isStale, signOut, adopt, requestGuest, ageOf }) {
      const { signedIn } = former;
      const response = await server.refresh(signedIn.refreshToken);
      const current = person();
      // The person has signed out meanwhile, or in as somebody else.
      if (current?.signedIn?.refreshToken !== signedIn.refreshToken) {
        return current === undefined || isStale() ? requestGuest({}) : current;
      }
      if (!(response instanceof ApiError)) {
        return adopt({ token: response.token, member: response.account }, signedIn);
      }
      if (response.code !== "bad_token") return ageOf(former) < ACCOUNT_TOKEN_MS ? former : response;
      signOut();
      return requestGuest({});
    },

    async update(change, { token, signedIn, issuedAt }, { adopt }) {
      const member = await server.patchProfile(change, token);
      return member instanceof ApiError ? member : adopt({ token, member }, signedIn, issuedAt);
    },
  };
}
