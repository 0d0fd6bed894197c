// Who asks: the member their token proves, for routes that want to know. Rules A2, U1.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { ACCOUNT_NEEDED } from "../../security/jwt.ts";
import type { Node } from "./app-context.ts";
import { refuse } from "./errors.ts";
import type { Asked } from "./rate-limits.ts";

/** The token of a request: in the header, or in the address for clients that can't set headers. */
export function tokenOf(request: Request): string | undefined {
  const header = request.headers.get("authorization");
  if (header !== null) return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
  return addressToken(request);
}

/** `?session_id=TOKEN` or `?token=TOKEN`. */
export function addressToken(request: Request): string | undefined {
  const query = request.url.indexOf("?");
  if (query < 0) return undefined;
  const given = new URLSearchParams(request.url.slice(query));
  return given.get("session_id") ?? given.get("token") ?? undefined;
}

type Server = { requestIP(request: Request): { address: string } | null };

/** Who asks as far as limits go. */
export function askedBy(request: Request, server: Server | null): Asked {
  return { request, address: server?.requestIP(request)?.address };
}

/**
 * Gives handlers `member` (undefined for who gave no token), and `asked`: all there is to know of who asks. A bad token is 401; so is everybody without an account where one is needed.
 */
export const identify = (node: Node) =>
  new Elysia({ name: "identify" }).resolve({ as: "scoped" }, ({ request, server, set }) => {
    const token = tokenOf(request);
    if (token === undefined && node.accounts?.isRequired) return refuse(set, ACCOUNT_NEEDED);
    const member = token === undefined ? undefined : node.tokens.verify(token);
    if (member instanceof Refusal) return refuse(set, member);
    const ownerKey = request.headers.get("x-owner-key") ?? undefined;
    const from = askedBy(request, server);
    const asked: Asked = { ...from, member, ownerKey, place: node.visitors.placeOf(from) };
    return { member, asked };
  });

/** What a route that only members may use answers to others. */
export const TOKEN_NEEDED = new Refusal("bad_token", "Give a token: Authorization: Bearer TOKEN.");
