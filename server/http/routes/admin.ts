// /api/admin: counts, registration, accounts and the largest rooms, for administrators and the operator. Nothing here shows
// what people write. Rules U12, U15, N63.
import { Elysia, t } from "elysia";
import { AdminAccountsBody, AdminBody, AdminPatch, AdminRoomsBody, BannedBody, SetupBody } from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import { MAX_LIST_PAGE } from "#protocol/limits";
import { setAccountBanned } from "../../accounts/ban-account.ts";
import { type AccountsQuery, listAccounts } from "../../accounts/list-accounts.ts";
import type { AuthenticatedMember } from "../../chat/lib/ports.ts";
import { refusalCounts } from "../../chat/lib/refusal-counts.ts";
import { iterateYielding } from "../realtime/yielding-iteration.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticateAdmin, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { NO_ACCOUNTS } from "./accounts.ts";
import { createRoomSurvey } from "./room-survey.ts";

const DEFAULT_LIMIT = 50;

// Elysia's own types are used here, because they turn a query's text into numbers.
const limit = t.Optional(t.Integer({ minimum: 1, maximum: MAX_LIST_PAGE, default: DEFAULT_LIMIT }));
const RoomsQuery = t.Object({
  sort: t.Optional(t.Literal("bytes", { description: "Largest first; this is the default" })),
  limit,
});
const AccountsQueryParameters = t.Object({
  limit,
  cursor: t.Optional(t.String({ maxLength: 96, description: "The next value of the previous page" })),
  filter: t.Optional(
    t.Union([t.Literal("admins"), t.Literal("banned")], {
      description: "Only administrators, or only banned accounts",
    }),
  ),
  q: t.Optional(t.String({ maxLength: 128, description: "Search text for username and name" })),
});

const NO_SUCH_ROOM = new Refusal("not_found", "No room has this id.");
const NOT_ADMIN = new Refusal("not_allowed", "Only administrators can do that.");

/** Returns whether this member is signed in as an administrator of the server. */
export function isAdmin({ accounts }: AppContext, member: AuthenticatedMember | undefined): boolean {
  return member?.signIn !== undefined && accounts?.get(member.id)?.isAdmin === true;
}

export const adminRoutes = (context: AppContext) => {
  const { accounts, engine, rooms, version, maxRoomBytes, startedAt, load } = context;
  const survey = createRoomSurvey(context);

  type Asker = { readonly member: AuthenticatedMember | undefined; readonly isOperator: boolean };
  /** Returns why somebody may not do what an operator may, with accounts or without. */
  const operatorRefusal = ({ member, isOperator }: Asker) => {
    if (isOperator) return undefined;
    if (member === undefined) return TOKEN_NEEDED;
    return isAdmin(context, member) ? undefined : NOT_ADMIN;
  };
  /** Does the same for what concerns accounts. */
  const adminRefusal = (asker: Asker) =>
    accounts === undefined && !asker.isOperator ? NO_ACCOUNTS : operatorRefusal(asker);
  const counts = async () => {
    await rooms.files.measureDisk();
    const freeDiskBytes = rooms.ports.fileStorage.freeBytes();
    const certificate = context.certificate();
    const all = [...(accounts?.all ?? [])];
    return {
      ...(await survey.count()),
      publicRooms: rooms.publicCount,
      accounts: all.length,
      administrators: all.filter((account) => account.isAdmin).length,
      banned: all.filter((account) => account.isBanned).length,
      registration: accounts?.registration ?? ("closed" as const),
      roomBytes: engine.usedBytes,
      maxRoomBytes,
      fileBytes: rooms.files.bytes,
      maxFileBytes: rooms.files.limits.maxBytes,
      freeDiskBytes: Number.isFinite(freeDiskBytes) ? freeDiskBytes : null,
      isSaving: context.isSaving(),
      memoryBytes: process.memoryUsage.rss(),
      load: { cpuShare: load.cpuShare, loopLagMs: load.loopLagMs },
      turnedAway: {
        tooFast: refusalCounts.slow_down + refusalCounts.busy,
        tooLarge: refusalCounts.too_large,
        noSpace: refusalCounts.server_full + refusalCounts.room_full_of_files,
        notSaved: refusalCounts.not_saved,
      },
      certificateEndsAt: certificate === undefined ? null : new Date(certificate.endsAt).toISOString(),
      certificateNames: [...(certificate?.names ?? [])],
      version,
      startedAt: new Date(startedAt).toISOString(),
    };
  };
  const accountsPage = async (query: AccountsQuery) => {
    const page = accounts === undefined ? NO_ACCOUNTS : await iterateYielding(listAccounts(accounts.all, query));
    if (page instanceof Refusal) return page;
    const views = page.accounts.map(({ username, name, isAdmin, isBanned, createdAt }) => ({
      ...{ username, name, isAdmin, isBanned },
      createdAt: new Date(createdAt).toISOString(),
    }));
    return { accounts: views, ...(page.next !== undefined && { next: page.next }) };
  };
  const ban = async (username: string, isBanned: boolean) => {
    const account = accounts === undefined ? NO_ACCOUNTS : await setAccountBanned(accounts, username, isBanned);
    return account instanceof Refusal ? account : { username: account.username, isBanned: account.isBanned };
  };

  return new Elysia({ name: "admin", detail: { tags: ["Administration"] } })
    .use(authenticateAdmin(context))
    .get(
      "/api/admin",
      async ({ asker, set }) => {
        const refusal = adminRefusal(asker);
        return refusal === undefined ? await counts() : refuse(set, refusal);
      },
      { response: { 200: AdminBody, ...ERROR_RESPONSES }, detail: { summary: "Server statistics" } },
    )
    .patch(
      "/api/admin",
      async ({ asker, body, set }) => {
        const change = () => (accounts === undefined ? NO_ACCOUNTS : accounts.setRegistration(body.registration));
        const refusal = adminRefusal(asker) ?? (await change());
        return refusal === undefined ? await counts() : refuse(set, refusal);
      },
      {
        ...jsonBody(AdminPatch),
        response: { 200: AdminBody, ...ERROR_RESPONSES },
        detail: { summary: "Open or close registration" },
      },
    )
    .get(
      "/api/admin/setup",
      ({ asker, set }) => {
        const refusal = operatorRefusal(asker);
        if (refusal !== undefined) return refuse(set, refusal);
        set.headers["cache-control"] = "no-store";
        return { settings: [...context.settings], noticed: [...context.loggedTrouble] };
      },
      { response: { 200: SetupBody, ...ERROR_RESPONSES }, detail: { summary: "Settings and noticed trouble" } },
    )
    .get(
      "/api/admin/rooms",
      async ({ asker, query: { limit = DEFAULT_LIMIT }, set }) => {
        const refusal = operatorRefusal(asker);
        if (refusal !== undefined) return refuse(set, refusal);
        const views = (await survey.list(limit)).map(({ createdAt, expiresAt, ...room }) => ({
          ...room,
          createdAt: new Date(createdAt).toISOString(),
          expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
        }));
        return { rooms: views, roomBytes: engine.usedBytes };
      },
      {
        query: RoomsQuery,
        response: { 200: AdminRoomsBody, ...ERROR_RESPONSES },
        detail: { summary: "List rooms by memory use", description: `Largest first. ${OPERATOR}` },
      },
    )
    .delete(
      "/api/admin/rooms/:id",
      async ({ asker, params, set, status }) => {
        const notAllowed = operatorRefusal(asker);
        if (notAllowed !== undefined) return refuse(set, notAllowed);
        const room = (await survey.find(params.id)) ?? NO_SUCH_ROOM;
        const refusal = room instanceof Refusal ? room : await rooms.end(room, "ended");
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: { summary: "End a room", description: `Takes the id from the list. ${OPERATOR}` },
      },
    )
    .get(
      "/api/admin/accounts",
      async ({ asker, query: { limit = DEFAULT_LIMIT, ...more }, set }) => {
        const outcome = adminRefusal(asker) ?? (await accountsPage({ limit, ...more }));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      {
        query: AccountsQueryParameters,
        response: { 200: AdminAccountsBody, ...ERROR_RESPONSES },
        detail: { summary: "List accounts", description: "Newest first. For the next page, send next as cursor." },
      },
    )
    .post(
      "/api/admin/accounts/:username/ban",
      async ({ asker, params, set }) => {
        const outcome = adminRefusal(asker) ?? (await ban(params.username, true));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      {
        parse: "none",
        response: { 200: BannedBody, ...ERROR_RESPONSES },
        detail: { summary: "Ban an account", description: "Signs it out on every device." },
      },
    )
    .post(
      "/api/admin/accounts/:username/unban",
      async ({ asker, params, set }) => {
        const outcome = adminRefusal(asker) ?? (await ban(params.username, false));
        return outcome instanceof Refusal ? refuse(set, outcome) : outcome;
      },
      { parse: "none", response: { 200: BannedBody, ...ERROR_RESPONSES }, detail: { summary: "Unban an account" } },
    );
};

const OPERATOR = "For administrators, or with the operator's token (MAYFLY_ADMIN_TOKEN). Also works without accounts.";
