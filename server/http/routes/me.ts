// /api/me and /api/logout: one's own member or account, and changing it. Rules U8, U10.
import { Elysia, t } from "elysia";
import { AccountBody, AccountDeletion, AccountPatch, GuestBody } from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import type { AccountRecord } from "../../accounts/account-record.ts";
import { confirmPassword } from "../../accounts/confirm-password.ts";
import { deleteAccount } from "../../accounts/delete-account.ts";
import { logOut } from "../../accounts/sign-in.ts";
import { updateAccount } from "../../accounts/update-account.ts";
import { forgetMember } from "../../chat/joining/leave-room.ts";
import type { AuthenticatedMember } from "../../chat/lib/ports.ts";
import { ACCOUNT_NEEDED } from "../../security/jwt.ts";
import { iterateYielding } from "../realtime/yielding-iteration.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { accountView } from "./accounts.ts";

export const meRoutes = (context: AppContext) => {
  const { accounts, rooms } = context;

  /** Returns the account of a member and the device it is signed in on, or a refusal for guests. */
  const signedInAccount = (member: AuthenticatedMember | undefined) => {
    const account = accounts?.get(member?.id ?? "");
    if (accounts === undefined || account === undefined || member?.signIn === undefined) return ACCOUNT_NEEDED;
    return { accounts, account, signIn: member.signIn };
  };

  /** Changes an account's name and avatar in the rooms where it is present. */
  const renameInRooms = async ({ id, name, avatar }: AccountRecord) => {
    for (const room of await iterateYielding(rooms.listRoomsOf(id))) {
      const present = room.roster.get(id);
      if (present !== undefined) rooms.presence.rename(room, present, name, avatar);
    }
  };

  /** Only parsed: OpenAPI knows no body of DELETE. */
  const deletionBody = jsonBody(AccountDeletion);
  return new Elysia({ name: "me", detail: { tags: ["Accounts"] } })
    .use(authenticate(context))
    .get(
      "/api/me",
      ({ member, set }) => {
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const own = signedInAccount(member);
        if (!(own instanceof Refusal)) return accountView(own.account);
        const { id, name, avatar } = member;
        return { id, name, avatar, guest: true as const };
      },
      {
        response: { 200: t.Union([AccountBody, GuestBody]), ...ERROR_RESPONSES },
        detail: { summary: "Get your account" },
      },
    )
    .patch(
      "/api/me",
      async ({ body, member, requester, set }) => {
        const own = signedInAccount(member);
        if (own instanceof Refusal) return refuse(set, own);
        const isProof = (body.password ?? body.adminCode ?? body.currentPassword) !== undefined;
        const account = await context.rateLimits.admit(isProof ? "logins" : "changes", requester, () =>
          updateAccount(own.accounts, own.account, own.signIn, body),
        );
        if (account instanceof Refusal) return refuse(set, account);
        if (body.name !== undefined || body.avatar !== undefined) await renameInRooms(account);
        return accountView(account);
      },
      {
        ...jsonBody(AccountPatch),
        response: { 200: AccountBody, ...ERROR_RESPONSES },
        detail: { summary: "Update your account" },
      },
    )
    .delete(
      "/api/me",
      async ({ body, member, requester, set, status }) => {
        const own = signedInAccount(member);
        if (own instanceof Refusal) return refuse(set, own);
        const { currentPassword } = body as AccountDeletion;
        const confirm = () => confirmPassword(own.accounts, own.account, own.signIn, currentPassword);
        const proof = await (currentPassword === undefined
          ? confirm()
          : context.rateLimits.admit("logins", requester, confirm));
        if (proof instanceof Refusal) return refuse(set, proof);
        const refusal = await deleteAccount(own.accounts, own.account.id, proof);
        if (refusal !== undefined) return refuse(set, refusal);
        await rooms.shared?.bringRoomsOf(own.account.id);
        const mentioning = await iterateYielding(rooms.listRoomsMentioning(own.account.id));
        await Promise.all(mentioning.map((room) => forgetMember(rooms, room, own.account.id)));
        return status(204, undefined);
      },
      {
        parse: deletionBody.parse,
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Delete your account",
          description:
            "Your rooms stay, without an owner. Send `currentPassword` if you entered your password more than ten minutes ago.",
        },
      },
    )
    .post(
      "/api/logout",
      async ({ member, set, status }) => {
        const own = signedInAccount(member);
        const refusal = own instanceof Refusal ? own : await logOut(own.accounts, own.account.id, own.signIn);
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: { summary: "Sign out on this device", description: "Its tokens stop working." },
      },
    );
};
