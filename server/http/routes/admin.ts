// /api/admin: what an administrator sees and may do. Counts and names of accounts, never what is said. Rule U12.
import { Elysia } from "elysia";
import { AdminBody, AdminPatch, BannedBody } from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import { setBanned } from "../../accounts/update-account.ts";
import type { Proved } from "../../chat/lib/ports.ts";
import type { Node } from "../request/app-context.ts";
import { identify, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { NO_ACCOUNTS } from "./accounts.ts";

const NOT_ADMIN = new Refusal("not_allowed", "Only an administrator may do this.");

/** Whether this member runs the server. */
export function isAdmin({ accounts }: Node, member: Proved | undefined): boolean {
  return member?.signIn !== undefined && accounts?.get(member.id)?.isAdmin === true;
}

export const admin = (node: Node) => {
  const { accounts, rooms, sockets, version, startedAt } = node;

  const objection = (member: Proved | undefined) => {
    if (accounts === undefined) return NO_ACCOUNTS;
    if (member === undefined) return TOKEN_NEEDED;
    return isAdmin(node, member) ? undefined : NOT_ADMIN;
  };
  const counts = () => {
    const all = [...(accounts?.all ?? [])];
    return {
      rooms: rooms.count,
      publicRooms: rooms.publicCount,
      sockets: sockets.count,
      accounts: all.length,
      administrators: all.filter((account) => account.isAdmin).length,
      banned: all.filter((account) => account.isBanned).length,
      registration: accounts?.registration ?? ("closed" as const),
      version,
      startedAt: new Date(startedAt).toISOString(),
    };
  };
  const ban = async (username: string, isBanned: boolean) => {
    const account = accounts === undefined ? NO_ACCOUNTS : await setBanned(accounts, username, isBanned);
    return account instanceof Refusal ? account : { username: account.username, isBanned: account.isBanned };
  };

  return new Elysia({ name: "admin", detail: { tags: ["Administration"] } })
    .use(identify(node))
    .get(
      "/api/admin",
      ({ member, set }) => {
        const refusal = objection(member);
        return refusal === undefined ? counts() : refuse(set, refusal);
      },
      { response: { 200: AdminBody, ...ERRORS }, detail: { summary: "How much of everything there is" } },
    )
    .patch(
      "/api/admin",
      async ({ body, member, set }) => {
        const refusal = objection(member) ?? (await accounts?.setRegistration(body.registration));
        return refusal === undefined ? counts() : refuse(set, refusal);
      },
      {
        ...jsonBody(AdminPatch),
        response: { 200: AdminBody, ...ERRORS },
        detail: { summary: "Open or close registration" },
      },
    )
    .post(
      "/api/admin/accounts/:username/ban",
      async ({ params, member, set }) => {
        const outcome = objection(member) ?? (await ban(params.username, true));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      {
        response: { 200: BannedBody, ...ERRORS },
        detail: { summary: "Ban an account from this server", description: "It is signed out everywhere." },
      },
    )
    .post(
      "/api/admin/accounts/:username/unban",
      async ({ params, member, set }) => {
        const outcome = objection(member) ?? (await ban(params.username, false));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      { response: { 200: BannedBody, ...ERRORS }, detail: { summary: "Let a banned account back in" } },
    );
};
