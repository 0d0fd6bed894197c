// /api/register, /api/login, /api/refresh: getting to be an account. Rules U1, U5 to U7.
import { Elysia } from "elysia";
import {
  AccountsBody,
  LoginRequest,
  RefreshedBody,
  RefreshRequest,
  RegisterRequest,
  SignedInBody,
} from "#protocol/accounts";
import { Refusal } from "#protocol/error-codes";
import type { Account } from "../../accounts/account-record.ts";
import { ALREADY, register } from "../../accounts/register.ts";
import { logIn, renew, renewable, SIGNED_OUT, type SignedIn } from "../../accounts/sign-in.ts";
import { paused } from "../realtime/yielding-iteration.ts";
import type { Node } from "../request/app-context.ts";
import { askedBy, tokenOf } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";

/** What a server without accounts answers. */
export const NO_ACCOUNTS = new Refusal("not_found", "This server keeps no accounts.");

const isoOf = (at: number) => new Date(at).toISOString();

/** An account as its owner sees it. */
export function viewOf({ id, username, name, avatar, email, isAdmin, createdAt, lastSeenAt }: Account) {
  return { id, username, name, avatar, email, isAdmin, createdAt: isoOf(createdAt), lastSeenAt: isoOf(lastSeenAt) };
}

/** A new token of one who is signed in. */
export function tokenFor({ tokens }: Node, account: Account, signIn: string) {
  const { token, expiresAt } = tokens.issueTo(account, signIn);
  return { token, expiresAt: isoOf(expiresAt), account: viewOf(account) };
}

export const accounts = (node: Node) => {
  const { accounts, rooms, tokens, visitors } = node;
  const welcome = ({ account, signIn, refreshToken }: SignedIn) => ({
    ...tokenFor(node, account, signIn),
    refreshToken,
  });

  return new Elysia({ name: "accounts", detail: { tags: ["Accounts"] } })
    .get(
      "/api/accounts",
      () => ({
        accounts:
          accounts === undefined
            ? ("off" as const)
            : accounts.isRequired
              ? ("required" as const)
              : ("optional" as const),
        registration: accounts?.registration ?? ("closed" as const),
        lastingRooms: accounts !== undefined && node.rooms.settings.maxLifeMs === Number.POSITIVE_INFINITY,
      }),
      {
        response: { 200: AccountsBody, ...ERRORS },
        detail: { summary: "Whether this server has accounts, and takes new ones" },
      },
    )
    .post(
      "/api/register",
      async ({ body, request, server, set, status }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const tooMany = visitors.spend("accounts", askedBy(request, server));
        if (tooMany !== undefined) return refuse(set, tooMany);
        const token = tokenOf(request);
        const guest = token === undefined ? undefined : tokens.guest(token);
        if (token !== undefined && guest === undefined) {
          return refuse(set, tokens.verify(token) instanceof Refusal ? SIGNED_OUT : ALREADY);
        }
        const signedIn = await register(accounts, body, guest);
        if (signedIn instanceof Refusal) return refuse(set, signedIn);
        if (guest !== undefined) await adopt(guest.id, signedIn.signIn);
        return status(201, welcome(signedIn));
      },
      {
        ...jsonBody(RegisterRequest),
        response: { 201: SignedInBody, ...ERRORS },
        detail: {
          summary: "Make an account",
          description: "With a guest's token in Authorization the account is that member, with their rooms and name.",
        },
      },
    )
    .post(
      "/api/login",
      async ({ body, request, server, set }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const tooMany = visitors.spend("logins", askedBy(request, server)) ?? visitors.spendFor(body.username);
        const signedIn = tooMany ?? (await logIn(accounts, body.username, body.password));
        return signedIn instanceof Refusal ? refuse(set, signedIn) : welcome(signedIn);
      },
      {
        ...jsonBody(LoginRequest),
        response: { 200: SignedInBody, ...ERRORS },
        detail: { summary: "Sign in on one more device" },
      },
    )
    .post(
      "/api/refresh",
      async ({ body, request, set }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const device = deviceOf(body.refreshToken, request);
        const account = device && (await renew(accounts, device.id, device.signIn));
        if (device === undefined || account === undefined) return refuse(set, SIGNED_OUT);
        return account instanceof Refusal ? refuse(set, account) : tokenFor(node, account, device.signIn);
      },
      {
        ...jsonBody(RefreshRequest),
        response: { 200: RefreshedBody, ...ERRORS },
        detail: { summary: "Get a new token, and stay signed in", description: "By refresh token, or by a token." },
      },
    );

  /** What the guest has open is the new account's: it ends when that device is signed out. */
  async function adopt(memberId: string, signIn: string): Promise<void> {
    const { signIns } = rooms;
    signIns.adopt(memberId, signIn, await paused(rooms.of(memberId)));
    if (accounts?.signedIn(memberId, signIn) === undefined) signIns.end(new Set([signIn]));
  }

  /** Where it is signed in who asks to stay so. */
  function deviceOf(refreshToken: string | undefined, request: Request): { id: string; signIn: string } | undefined {
    if (refreshToken !== undefined) {
      const found = accounts && renewable(accounts, refreshToken);
      return found && { id: found.account.id, signIn: found.signIn };
    }
    const proved = tokens.verify(tokenOf(request) ?? "");
    if (proved instanceof Refusal || proved.signIn === undefined) return undefined;
    return { id: proved.id, signIn: proved.signIn };
  }
};
