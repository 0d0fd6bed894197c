// /api/me, /api/logout: who one is, and what one may change of it. Rules U8, U10.
import { Elysia, t } from "elysia";
import { AccountBody, AccountPatch, GuestBody } from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import type { Account } from "../../accounts/account-record.ts";
import { logOut } from "../../accounts/sign-in.ts";
import { changeOwn } from "../../accounts/update-account.ts";
import { forget } from "../../chat/joining/leave-room.ts";
import type { Proved } from "../../chat/lib/ports.ts";
import { ACCOUNT_NEEDED, GUEST_MS } from "../../security/jwt.ts";
import { paused } from "../realtime/yielding-iteration.ts";
import type { Node } from "../request/app-context.ts";
import { identify, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { viewOf } from "./accounts.ts";

export const me = (node: Node) => {
  const { accounts, rooms } = node;

  /** The account that asks, and the device it asks from. */
  const asking = (member: Proved | undefined) => {
    const account = accounts?.get(member?.id ?? "");
    if (accounts === undefined || account === undefined || member?.signIn === undefined) return ACCOUNT_NEEDED;
    return { accounts, account, signIn: member.signIn };
  };

  /** Where they are present, they go by it from now on. */
  const showChanged = async ({ id, name, avatar }: Account) => {
    for (const room of await paused(rooms.of(id))) {
      const present = room.roster.get(id);
      if (present !== undefined) rooms.presence.rename(room, present, name, avatar);
    }
  };

  return new Elysia({ name: "me", detail: { tags: ["Accounts"] } })
    .use(identify(node))
    .get(
      "/api/me",
      ({ member, set }) => {
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const own = asking(member);
        if (!(own instanceof Refusal)) return viewOf(own.account);
        const { id, name, avatar } = member;
        return { id, name, avatar, guest: true as const };
      },
      {
        response: { 200: t.Union([AccountBody, GuestBody]), ...ERRORS },
        detail: { summary: "Who you are: your account, or that you are a guest" },
      },
    )
    .patch(
      "/api/me",
      async ({ body, member, asked, set }) => {
        const own = asking(member);
        if (own instanceof Refusal) return refuse(set, own);
        const isProof = body.password !== undefined || body.adminCode !== undefined;
        const tooMany = node.visitors.spend(isProof ? "logins" : "changes", asked);
        const account = tooMany ?? (await changeOwn(own.accounts, own.account, own.signIn, body));
        if (account instanceof Refusal) return refuse(set, account);
        if (body.name !== undefined || body.avatar !== undefined) await showChanged(account);
        return viewOf(account);
      },
      {
        ...jsonBody(AccountPatch),
        response: { 200: AccountBody, ...ERRORS },
        detail: { summary: "Change your name, avatar, e-mail or password" },
      },
    )
    .delete(
      "/api/me",
      async ({ member, set, status }) => {
        const own = asking(member);
        if (own instanceof Refusal) return refuse(set, own);
        const refusal = await own.accounts.forget(own.account.id, GUEST_MS);
        if (refusal !== undefined) return refuse(set, refusal);
        const knowing = await paused(rooms.of(own.account.id, true));
        await Promise.all(knowing.map((room) => forget(rooms, room, own.account.id)));
        return status(204, undefined);
      },
      {
        response: { 204: t.Void(), ...ERRORS },
        detail: { summary: "Erase your account", description: "Rooms you own stay, without an owner." },
      },
    )
    .post(
      "/api/logout",
      async ({ member, set, status }) => {
        const own = asking(member);
        const refusal = own instanceof Refusal ? own : await logOut(own.accounts, own.account.id, own.signIn);
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        response: { 204: t.Void(), ...ERRORS },
        detail: { summary: "Sign out on this device", description: "Its tokens prove nobody from then on." },
      },
    );
};
