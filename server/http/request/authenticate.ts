// Tells who sent a request: the member its token proves, its owner key and its address. Rules A2, U1.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Credentials } from "../../chat/access/entry-rules.ts";
import { ACCOUNT_NEEDED } from "../../security/jwt.ts";
import type { AppContext } from "./app-context.ts";
import type { ClientRequest } from "./client-address.ts";
import { refuse } from "./errors.ts";

/** A request with the member, owner key and address of its sender. */
export type Requester = Credentials & ClientRequest;

/** Returns the token of the header, or of the address for clients that can't set headers; "" for a malformed header. */
export function requestToken(request: Request): string | undefined {
  const header = request.headers.get("authorization");
  if (header !== null) return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
  return queryToken(request);
}

/** Returns the token of `?session_id=TOKEN` or `?token=TOKEN`. */
export function queryToken(request: Request): string | undefined {
  const query = request.url.indexOf("?");
  if (query < 0) return undefined;
  const parameters = new URLSearchParams(request.url.slice(query));
  return parameters.get("session_id") ?? parameters.get("token") ?? undefined;
}

type Server = { requestIP(request: Request): { address: string } | null };

export function clientRequest(request: Request, server: Server | null): ClientRequest {
  return { request, address: server?.requestIP(request)?.address };
}

/**
 * Gives handlers `member` (undefined without a token) and `requester`. Answers 401 for a bad token, and on a server that
 * requires accounts for every request without an account's token.
 */
export const authenticate = ({ accounts, clientAddresses, tokens }: AppContext) =>
  new Elysia({ name: "authenticate" }).resolve({ as: "scoped" }, ({ request, server, set }) => {
    const token = requestToken(request);
    if (token === undefined && accounts?.isRequired) return refuse(set, ACCOUNT_NEEDED);
    const member = token === undefined ? undefined : tokens.verify(token);
    if (member instanceof Refusal) return refuse(set, member);
    const ownerKey = request.headers.get("x-owner-key") ?? undefined;
    const client = clientRequest(request, server);
    const addressDigest = clientAddresses.banDigestOf(client);
    const requester: Requester = { ...client, member, ownerKey, addressDigest };
    return { member, requester };
  });

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
