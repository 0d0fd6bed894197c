// Who asks for the server's page, and what they get: an administrator by their account, the operator by a token that only
// this tab keeps. Rule S18.
import { createSignal } from "solid-js";
import { redeemAdminCode } from "../account/admin-code.ts";
import {
  forgetOperatorToken,
  hasOperatorToken,
  keepOperatorToken,
  operatorRequest,
} from "../account/operator-request.ts";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import type { RequestHeaders } from "../api/authorised-request.ts";
import { authHeaders } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";

/** As the server takes it. Anything else can't be sent in a header. */
const TOKEN = /^[\x21-\x7e]{24,256}$/;

const fetchCounts = (auth: RequestHeaders) => settle(api.admin.get(auth));
const fetchMode = () => settle(api.accounts.get());

export type Counts = Exclude<Awaited<ReturnType<typeof fetchCounts>>, ApiError>;
export type Registration = Counts["registration"];
type AccountsMode = Exclude<Awaited<ReturnType<typeof fetchMode>>, ApiError>["accounts"];

export type AdminAccess =
  | { readonly is: "granted"; readonly counts: Counts; readonly hasAccounts: boolean; readonly byToken: boolean }
  | { readonly is: "refused"; readonly hasAccounts: boolean; readonly isSignedIn: boolean }
  | { readonly is: "unreachable"; readonly problem: Refusal };

export type AdminSession = ReturnType<typeof createAdminSession>;

/** Refusals that say who asks may not; after any other they may ask again. */
const isNotAllowed = ({ code }: Refusal) => ["bad_token", "not_allowed", "account_needed", "not_found"].includes(code);

export function createAdminSession(identity: Identity) {
  const [access, setAccess] = createSignal<AdminAccess>();
  const [round, setRound] = createSignal({});
  let mode: AccountsMode | undefined;
  const isSignedIn = () => identity.person()?.signedIn !== undefined;

  /** Finds out whether this person may see the page, and gets the counts anew. */
  async function refresh(): Promise<void> {
    const answer = mode ?? (await fetchMode());
    if (answer instanceof ApiError) return void setAccess({ is: "unreachable", problem: answer });
    mode = typeof answer === "string" ? answer : answer.accounts;
    const hasAccounts = mode !== "off";
    const byToken = hasOperatorToken();
    const counts = await operatorRequest(identity, fetchCounts);
    if (counts instanceof ApiError && isNotAllowed(counts)) {
      setAccess({ is: "refused", hasAccounts, isSignedIn: hasAccounts && isSignedIn() });
    } else if (counts instanceof ApiError) setAccess({ is: "unreachable", problem: counts });
    else setAccess({ is: "granted", counts, hasAccounts, byToken });
  }

  return {
    access,
    refresh,
    /** Changes when the lists are to be loaded anew. */
    round,
    reload(): Promise<void> {
      setRound({});
      return refresh();
    },
    /** Makes a request as who was granted access. */
    request: <T>(send: (auth: RequestHeaders) => Promise<T | ApiError>) => operatorRequest(identity, send),
    /** Takes a token, or from somebody who is signed in also an administrator code. Returns why it was refused. */
    async unlock(secret: string): Promise<Refusal | undefined> {
      const counts = TOKEN.test(secret) ? await fetchCounts(authHeaders(secret)) : undefined;
      const isToken = counts !== undefined && !(counts instanceof ApiError);
      const refusal = isToken ? undefined : await refusalOf(secret, counts);
      if (refusal !== undefined) return refusal;
      if (isToken) keepOperatorToken(secret);
      await refresh();
      return undefined;
    },
    async leave(): Promise<void> {
      forgetOperatorToken();
      await refresh();
    },
  };

  /** Returns why a secret that is no token is refused; undefined for a code that was accepted. */
  async function refusalOf(secret: string, asToken: ApiError | undefined): Promise<Refusal | undefined> {
    if (asToken !== undefined && asToken.code !== "bad_token") return asToken;
    if (isSignedIn() && mode !== "off") return redeemAdminCode(identity, secret);
    return { code: "bad_token", message: "" };
  }
}
