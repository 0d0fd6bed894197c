// The identity of who is signed in: its token got anew, and changed by way of the account.
import { MINUTE_MS } from "#protocol/limits";
import { api, settle } from "./api.ts";
import { Refused } from "./api-error.ts";
import { as } from "./early-requests.ts";
import type { Renewal } from "./identity.ts";

/** For so long a token of an account is good. */
const SIGNED_IN_MS = 30 * MINUTE_MS;

export type Server = {
  refresh(refreshToken: string): ReturnType<typeof refresh>;
  patch(wishes: Parameters<typeof patch>[0], token: string): ReturnType<typeof patch>;
};

const refresh = (refreshToken: string) => settle(api.refresh.post({ refreshToken }));
const patch = (wishes: { name?: string; avatar?: string | null }, token: string) =>
  settle(api.me.patch(wishes, as(token)));

export function createRenewal(server: Server = { refresh, patch }): Renewal {
  return {
    async renewed(former, { person, isStale, leave, become, ask, ageOf }) {
      const { signedIn } = former;
      const answer = await server.refresh(signedIn.refreshToken);
      const current = person();
      // Signed out meanwhile, or as somebody else.
      if (current?.signedIn?.refreshToken !== signedIn.refreshToken) {
        return current === undefined || isStale() ? ask({}) : current;
      }
      if (!(answer instanceof Refused)) return become({ token: answer.token, member: answer.account }, signedIn);
      if (answer.code !== "bad_token") return ageOf(former) < SIGNED_IN_MS ? former : answer;
      leave();
      return ask({});
    },

    async changed(wishes, { token, signedIn, issuedAt }, { become }) {
      const member = await server.patch(wishes, token);
      return member instanceof Refused ? member : become({ token, member }, signedIn, issuedAt);
    },
  };
}
