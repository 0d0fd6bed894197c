// Who asks: the member their token proves, for routes that want to know. Rule A2.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/codes";
import { refuse } from "./answers.ts";
import type { Node } from "./node.ts";

/** The token of a request: in the header, or in the address for clients that can't set headers. */
function tokenOf(request: Request): string | undefined {
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

/** Gives handlers `member` (undefined for who gave no token), `asked` for limits, and `ownerKey`. A bad token is 401. */
export const identify = (node: Node) =>
  new Elysia({ name: "identify" }).resolve({ as: "scoped" }, ({ request, server, set }) => {
    const token = tokenOf(request);
    const member = token === undefined ? undefined : node.tokens.verify(token);
    if (token !== undefined && member === undefined) {
      return refuse(set, new Refusal("bad_token", "The token is not valid, or no longer."));
    }
    const asked = { request, address: server?.requestIP(request)?.address };
    return { member, asked, ownerKey: request.headers.get("x-owner-key") ?? undefined };
  });

/** What a route that only members may use answers to others. */
export const TOKEN_NEEDED = new Refusal("bad_token", "Give a token: Authorization: Bearer TOKEN.");
