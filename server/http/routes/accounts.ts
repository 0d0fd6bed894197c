// /api/accounts, /api/register, /api/login and /api/refresh: creating an account and signing in. Rules U1, U5 to U7.
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
import type { AccountRecord } from "../../accounts/account-record.ts";
import { ALREADY_REGISTERED, register } from "../../accounts/register.ts";
import { logIn, renewByRefreshToken, renewSignIn, type SignInResult } from "../../accounts/sign-in.ts";
import { BAD_TOKEN } from "../../security/jwt.ts";
import { iterateYielding } from "../realtime/yielding-iteration.ts";
import type { AppContext } from "../request/app-context.ts";
import { requestToken } from "../request/authenticate.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";

/** The answer of a server without accounts. */
export const NO_ACCOUNTS = new Refusal("not_found", "This server has no accounts.");

const isoOf = (at: number) => new Date(at).toISOString();

/** Returns an account as its owner sees it. */
export function accountView({ id, username, name, avatar, email, isAdmin, createdAt, lastSeenAt }: AccountRecord) {
  return { id, username, name, avatar, email, isAdmin, createdAt: isoOf(createdAt), lastSeenAt: isoOf(lastSeenAt) };
}

/** Issues a new token to a signed-in device. */
export function issueAccountToken({ tokens }: AppContext, account: AccountRecord, signIn: string) {
  const { token, expiresAt } = tokens.issueForAccount(account, signIn);
  return { token, expiresAt: isoOf(expiresAt), account: accountView(account) };
}

export const accountsRoutes = (context: AppContext) => {
  const { accounts, rooms, tokens, rateLimits } = context;
  const welcome = ({ account, signInId: signIn, refreshToken }: SignInResult, client: ClientRequest) => {
    rateLimits.noteOwner(account.username, client);
    return { ...issueAccountToken(context, account, signIn), refreshToken };
  };

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
        lastingRooms: accounts !== undefined && context.rooms.settings.maxLifeMs === Number.POSITIVE_INFINITY,
      }),
      {
        response: { 200: AccountsBody, ...ERROR_RESPONSES },
        detail: { summary: "Account settings of this server" },
      },
    )
    .post(
      "/api/register",
      async ({ body, request, server, set, status }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const token = requestToken(request);
        const guest = token === undefined ? undefined : tokens.verifyGuest(token);
        const signedIn = await rateLimits.admit("accounts", { request, server }, () => {
          if (token === undefined || guest !== undefined) return register(accounts, body, guest);
          return tokens.verify(token) instanceof Refusal ? BAD_TOKEN : ALREADY_REGISTERED;
        });
        if (signedIn instanceof Refusal) return refuse(set, signedIn);
        if (guest !== undefined) await adoptConnections(guest.id, signedIn.signInId);
        return status(201, welcome(signedIn, { request, server }));
      },
      {
        ...jsonBody(RegisterRequest),
        response: { 201: SignedInBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Create an account",
          description: "With a guest's token, the guest becomes the account and keeps their rooms, roles and name.",
        },
      },
    )
    .post(
      "/api/login",
      async ({ body, request, server, set }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const client = { request, server };
        const signedIn = await rateLimits.admit("logins", client, () =>
          rateLimits.admitLogin(body.username, client, () => logIn(accounts, body.username, body.password)),
        );
        return signedIn instanceof Refusal ? refuse(set, signedIn) : welcome(signedIn, client);
      },
      {
        ...jsonBody(LoginRequest),
        response: { 200: SignedInBody, ...ERROR_RESPONSES },
        detail: { summary: "Sign in" },
      },
    )
    .post(
      "/api/refresh",
      async ({ body, request, server, set }) => {
        if (accounts === undefined) return refuse(set, NO_ACCOUNTS);
        const client = { request, server };
        const renewed = await rateLimits.admit("changes", client, async () => {
          if (body.refreshToken !== undefined) {
            const signedIn = await renewByRefreshToken(accounts, body.refreshToken);
            return signedIn instanceof Refusal ? signedIn : welcome(signedIn, client);
          }
          const proved = tokens.verify(requestToken(request) ?? "");
          if (proved instanceof Refusal || proved.signIn === undefined) return BAD_TOKEN;
          const account = await renewSignIn(accounts, proved.id, proved.signIn);
          return account instanceof Refusal ? account : issueAccountToken(context, account, proved.signIn);
        });
        return renewed instanceof Refusal ? refuse(set, renewed) : renewed;
      },
      {
        ...jsonBody(RefreshRequest),
        response: { 200: RefreshedBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Refresh the token",
          description: "Send the refresh token, or a token that is still valid.",
        },
      },
    );

  /** Makes the guest's open connections those of the new account's device, so that signing it out closes them. */
  async function adoptConnections(memberId: string, signIn: string): Promise<void> {
    const { connectionsByDevice: signIns } = rooms;
    signIns.assignToDevice(memberId, signIn, await iterateYielding(rooms.listRoomsOf(memberId)));
    if (accounts?.signedInMember(memberId, signIn) === undefined) signIns.closeDevices(new Set([signIn]));
  }
};
