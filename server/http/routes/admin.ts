// /api/admin: counts, registration and bans, for administrators. Nothing here shows what people write. Rule U12.
import { Elysia } from "elysia";
import { AdminBody, AdminPatch, BannedBody } from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import { setAccountBanned } from "../../accounts/ban-account.ts";
import type { AuthenticatedMember } from "../../chat/lib/ports.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { NO_ACCOUNTS } from "./accounts.ts";

const NOT_ADMIN = new Refusal("not_allowed", "Only an administrator may do this.");

/** Returns whether this member is signed in as an administrator of the server. */
export function isAdmin({ accounts }: AppContext, member: AuthenticatedMember | undefined): boolean {
  return member?.signIn !== undefined && accounts?.get(member.id)?.isAdmin === true;
}

export const adminRoutes = (context: AppContext) => {
  const { accounts, rooms, openSockets, version, startedAt } = context;

  const adminRefusal = (member: AuthenticatedMember | undefined) => {
    if (accounts === undefined) return NO_ACCOUNTS;
    if (member === undefined) return TOKEN_NEEDED;
    return isAdmin(context, member) ? undefined : NOT_ADMIN;
  };
  const counts = () => {
    const all = [...(accounts?.all ?? [])];
    return {
      rooms: rooms.count,
      publicRooms: rooms.publicCount,
      sockets: openSockets.count,
      accounts: all.length,
      administrators: all.filter((account) => account.isAdmin).length,
      banned: all.filter((account) => account.isBanned).length,
      registration: accounts?.registration ?? ("closed" as const),
      version,
      startedAt: new Date(startedAt).toISOString(),
    };
  };
  const ban = async (username: string, isBanned: boolean) => {
    const account = accounts === undefined ? NO_ACCOUNTS : await setAccountBanned(accounts, username, isBanned);
    return account instanceof Refusal ? account : { username: account.username, isBanned: account.isBanned };
  };

  return new Elysia({ name: "admin", detail: { tags: ["Administration"] } })
    .use(authenticate(context))
    .get(
      "/api/admin",
      ({ member, set }) => {
        const refusal = adminRefusal(member);
        return refusal === undefined ? counts() : refuse(set, refusal);
      },
      { response: { 200: AdminBody, ...ERROR_RESPONSES }, detail: { summary: "How much of everything there is" } },
    )
    .patch(
      "/api/admin",
      async ({ body, member, set }) => {
        const refusal = adminRefusal(member) ?? (await accounts?.setRegistration(body.registration));
        return refusal === undefined ? counts() : refuse(set, refusal);
      },
      {
        ...jsonBody(AdminPatch),
        response: { 200: AdminBody, ...ERROR_RESPONSES },
        detail: { summary: "Open or close registration" },
      },
    )
    .post(
      "/api/admin/accounts/:username/ban",
      async ({ params, member, set }) => {
        const outcome = adminRefusal(member) ?? (await ban(params.username, true));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      {
        response: { 200: BannedBody, ...ERROR_RESPONSES },
        detail: { summary: "Ban an account from this server", description: "It is signed out everywhere." },
      },
    )
    .post(
      "/api/admin/accounts/:username/unban",
      async ({ params, member, set }) => {
        const outcome = adminRefusal(member) ?? (await ban(params.username, false));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      { response: { 200: BannedBody, ...ERROR_RESPONSES }, detail: { summary: "Let a banned account back in" } },
    );
};
