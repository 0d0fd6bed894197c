// Tells who sent a request: the member its token proves, its owner key and its address. Rules A2, U1.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Credentials } from "../../chat/access/entry-rules.ts";
import type { AuthenticatedMember } from "../../chat/lib/ports.ts";
import { ACCOUNT_NEEDED } from "../../security/jwt.ts";
import type { AppContext } from "./app-context.ts";
import type { AddressLookup, ClientRequest } from "./client-request.ts";
import { refuse } from "./errors.ts";

/** A request with the member, owner key and address of its sender. */
export type Requester = Credentials & ClientRequest & { readonly member?: AuthenticatedMember | undefined };

/** Returns the token of the header, or of the address for clients that can't set headers; "" for a malformed header. */
export function requestToken(request: Request): string | undefined {
  return headerToken(request) ?? queryToken(request);
}

/** Returns the token of the header alone; "" for a malformed header. */
export function headerToken(request: Request): string | undefined {
  const header = request.headers.get("authorization");
  return header === null ? undefined : (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "");
}

/** Returns the token of `?session_id=TOKEN` or `?token=TOKEN`. */
export function queryToken(request: Request): string | undefined {
  const query = request.url.indexOf("?");
  if (query < 0) return undefined;
  const parameters = new URLSearchParams(request.url.slice(query));
  return parameters.get("session_id") ?? parameters.get("token") ?? undefined;
}

/**
 * Returns a function that tells who sent a request. It refuses a bad token, and on a server that requires accounts every
 * request without an account's token.
 */
export const createIdentify =
  ({ accounts, clientAddresses, tokens }: AppContext) =>
  (request: Request, server: AddressLookup | null): Requester | Refusal => {
    const token = requestToken(request);
    if (token === undefined && accounts?.isRequired) return ACCOUNT_NEEDED;
    const member = token === undefined ? undefined : tokens.verify(token);
    if (member instanceof Refusal) return member;
    const ownerKey = request.headers.get("x-owner-key") ?? undefined;
    const addressDigest = clientAddresses.banDigestOf({ request, server });
    return { request, server, member, ownerKey, addressDigest };
  };

/** Gives handlers `member` (undefined without a token) and `requester`, or answers 401. */
export const authenticate = (context: AppContext) => {
  const identify = createIdentify(context);
  return new Elysia({ name: "authenticate" }).resolve({ as: "scoped" }, ({ request, server, set }) => {
    const requester = identify(request, server);
    if (requester instanceof Refusal) return refuse(set, requester);
    return { member: requester.member, requester };
  });
};

/** Gives the administrator's routes `asker`: a member as `authenticate` does, or the operator by their token. */
export const authenticateAdmin = ({ accounts, operator, tokens }: AppContext) =>
  new Elysia({ name: "authenticate-admin" }).resolve({ as: "scoped" }, ({ request, set }) => {
    const token = requestToken(request);
    const isOperator = operator.isToken(token);
    if (isOperator) return { asker: { member: undefined, isOperator } };
    if (token === undefined && accounts?.isRequired) return refuse(set, ACCOUNT_NEEDED);
    const member = token === undefined ? undefined : tokens.verify(token);
    return member instanceof Refusal ? refuse(set, member) : { asker: { member, isOperator } };
  });

/** The refusal of requests without a token on routes that need one. */
export const TOKEN_NEEDED = new Refusal("bad_token", "Send a token: Authorization: Bearer TOKEN.");
