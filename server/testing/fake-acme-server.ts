// A CA that speaks ACME (RFC 8555) as strictly as the ones on the internet: it checks signatures, nonces and addresses, asks
// for the answer to its check over http, and issues certificates by a CA of its own.
import { createPublicKey, verify } from "node:crypto";
import { issueCertificate, makePublicCa, readRequest } from "./public-ca.ts";

type Identifier = { readonly type: string; readonly value: string };
type Problem = { readonly type: string; readonly detail?: string; readonly subproblems?: readonly object[] };
type Order = {
  readonly identifiers: readonly Identifier[];
  readonly profile: string | undefined;
  readonly account: string;
  status: "pending" | "ready" | "processing" | "valid" | "invalid";
  error?: Problem;
  certificate?: string;
};
type Authorization = {
  readonly identifier: Identifier;
  readonly order: Order;
  readonly token: string;
  status: "pending" | "valid" | "invalid";
  error?: Problem;
};
type Signed = {
  readonly account: string;
  readonly jwk: JsonWebKey;
  readonly payload: Record<string, unknown> | undefined;
};

const DAY_MS = 86_400_000;
const SHORT_LIFE_MS = 160 * 3_600_000;
const problem = (type: string, detail?: string): Problem => ({
  type: `urn:ietf:params:acme:error:${type}`,
  ...(detail && { detail }),
});
const decode = (text: unknown) => JSON.parse(Buffer.from(String(text), "base64url").toString());

export type FakeAcmeServer = Awaited<ReturnType<typeof startFakeAcmeServer>>;

/** @param checkedAt returns the port at which names are checked, in place of 80; all of them lead to this machine */
export async function startFakeAcmeServer(checkedAt: () => number | Promise<number>, clock: () => number = Date.now) {
  const ca = await makePublicCa(clock());
  const nonces = new Set<string>();
  const accounts = new Map<string, { readonly jwk: JsonWebKey; contact: unknown }>();
  const orders: Order[] = [];
  const authorizations: Authorization[] = [];
  const state = {
    /** The root, which clients are to trust. */
    root: ca.root,
    /** How many good nonces are still refused. */
    badNonces: 0,
    /** What is answered to the next requests to a path, in place of what belongs there. */
    refusals: new Map<string, Response>(),
    /** Whether orders never come to an end. */
    isStuck: false,
    /** Whether certificates are issued for another name. */
    issuesForOthers: false,
    profiles: { classic: "90 days", shortlived: "160 hours" } as Record<string, string> | undefined,
    life: 90 * DAY_MS,
    /** How much the CA's clock is ahead. */
    aheadMs: 0,
    /** The paths that were asked for, in their order. */
    requests: [] as string[],
    /** The tokens of all checks. */
    tokens: [] as string[],
    orders: orders as readonly Order[],
    accounts: accounts as ReadonlyMap<string, { readonly contact: unknown }>,
  };

  const newNonce = () => {
    const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
    nonces.add(nonce);
    return nonce;
  };
  const answer = (body: object | string | null, status = 200, headers: Record<string, string> = {}) =>
    new Response(typeof body === "string" || body === null ? body : JSON.stringify(body), {
      status,
      headers: { "replay-nonce": newNonce(), ...headers },
    });
  const refuse = (status: number, what: Problem) =>
    answer(what, status, { "content-type": "application/problem+json" });

  /** Returns who signed a request and what it says, or why it isn't taken. */
  const open = async (request: Request): Promise<Signed | Response> => {
    if (request.headers.get("content-type") !== "application/jose+json") return refuse(415, problem("malformed"));
    if (!request.headers.get("user-agent")?.startsWith("Mayfly/")) return refuse(400, problem("malformed", "who?"));
    const body = (await request.json()) as Record<"protected" | "payload" | "signature", string>;
    const header = decode(body.protected);
    if (!nonces.delete(header.nonce) || (state.badNonces > 0 && state.badNonces--)) {
      return refuse(400, problem("badNonce", "used before"));
    }
    const isNewAccount = new URL(request.url).pathname === "/new-account";
    const jwk = isNewAccount ? header.jwk : accounts.get(header.kid)?.jwk;
    if (header.alg !== "ES256" || header.url !== request.url || (header.jwk === undefined) === isNewAccount || !jwk) {
      return refuse(400, problem("malformed", "header"));
    }
    const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
    const text = Buffer.from(`${body.protected}.${body.payload}`);
    if (!verify("sha256", text, key, Buffer.from(body.signature, "base64url"))) {
      return refuse(403, problem("unauthorized", "signature"));
    }
    return { account: header.kid, jwk, payload: body.payload === "" ? undefined : decode(body.payload) };
  };

  const thumbprint = ({ crv, kty, x, y }: JsonWebKey) =>
    new Bun.CryptoHasher("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");

  /** Asks the name for its answer, as the CA's own machines would. */
  const check = async (authorization: Authorization, jwk: JsonWebKey) => {
    const { token, identifier, order } = authorization;
    const url = `http://127.0.0.1:${await checkedAt()}/.well-known/acme-challenge/${token}`;
    const host = identifier.value.includes(":") ? `[${identifier.value}]` : identifier.value;
    const found = await fetch(url, { headers: { host }, redirect: "manual" }).catch(() => undefined);
    const isRight = found?.status === 200 && (await found.text()) === `${token}.${thumbprint(jwk)}`;
    authorization.status = isRight ? "valid" : "invalid";
    if (!isRight) {
      authorization.error =
        found === undefined ? problem("connection", "Connection refused") : problem("unauthorized", "404");
      order.status = "invalid";
    } else if (authorizations.every((each) => each.order !== order || each.status === "valid")) order.status = "ready";
  };

  const orderBody = (order: Order) => {
    const { status, identifiers, profile, error } = order;
    const id = orders.indexOf(order);
    const urls = authorizations.flatMap((each, at) => (each.order === order ? `${origin}/authorizations/${at}` : []));
    const certificate = status === "valid" ? `${origin}/certificates/${id}` : undefined;
    const finalize = `${origin}/finalize/${id}`;
    return { status, identifiers, profile, error, authorizations: urls, finalize, certificate };
  };

  const finalize = async (order: Order, csr: string) => {
    const { names, addresses, publicKey, isGood } = await readRequest(Buffer.from(csr, "base64url"));
    const asked = JSON.stringify([...names, ...addresses].sort());
    if (!isGood || asked !== JSON.stringify(order.identifiers.map(({ value }) => value).sort())) {
      return refuse(400, problem("badCSR", "signature or names"));
    }
    const subjects = state.issuesForOthers ? { names: ["other.example.org"], addresses: [] } : { names, addresses };
    const life = order.profile === "shortlived" ? SHORT_LIFE_MS : state.life;
    order.certificate = await issueCertificate(ca, subjects, publicKey, clock() + state.aheadMs, life);
    order.status = "processing";
    return answer(orderBody(order));
  };

  const respond = async (path: string, id: number, { account, jwk, payload }: Signed): Promise<Response> => {
    const order = orders[id];
    const authorization = authorizations[id];
    if (path === "new-account") {
      const url = `${origin}/accounts/${thumbprint(jwk)}`;
      const isKnown = accounts.has(url);
      if (payload?.termsOfServiceAgreed !== true) return refuse(403, problem("userActionRequired", "terms"));
      if (!isKnown) accounts.set(url, { jwk, contact: payload.contact });
      return answer({ status: "valid" }, isKnown ? 200 : 201, { location: url });
    }
    if (path === "accounts") {
      Object.assign(accounts.get(account) ?? {}, payload);
      return answer({ status: "valid" });
    }
    if (path === "new-order") {
      const { identifiers, profile } = payload as { identifiers: Identifier[]; profile?: string };
      const isShort = profile === "shortlived";
      if (state.profiles && identifiers.some(({ type }) => type === "ip") && !isShort) {
        return refuse(400, problem("rejectedIdentifier", "addresses need the profile shortlived"));
      }
      const made: Order = { identifiers, profile, account, status: "pending" };
      orders.push(made);
      for (const identifier of identifiers) {
        const token = newNonce();
        state.tokens.push(token);
        authorizations.push({ identifier, order: made, token, status: "pending" });
      }
      return answer(orderBody(made), 201, { location: `${origin}/orders/${orders.length - 1}` });
    }
    if (path === "authorizations" && authorization !== undefined) {
      const { status, identifier, token, error } = authorization;
      const challenge = { type: "http-01", url: `${origin}/challenges/${id}`, token, status, error };
      return answer({ status, identifier, challenges: [{ type: "dns-01", token: "x" }, challenge] });
    }
    if (path === "challenges" && authorization !== undefined) {
      void check(authorization, jwk);
      return answer({ type: "http-01", status: "processing" });
    }
    if (path === "finalize" && order?.status === "ready") return await finalize(order, String(payload?.csr));
    if (path === "orders" && order !== undefined && payload === undefined) {
      const before = orderBody(order);
      if (state.isStuck) return answer(before);
      if (order.status === "processing") order.status = "valid";
      return answer(before, 200, { "retry-after": "0" });
    }
    if (path === "certificates" && order?.certificate !== undefined && order.account === account) {
      return answer(order.certificate, 200, { "content-type": "application/pem-certificate-chain" });
    }
    return refuse(404, problem("malformed", "no such thing"));
  };

  const server: Bun.Server<undefined> = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request): Promise<Response> {
      const [, path = "", id] = new URL(request.url).pathname.split("/");
      state.requests.push(path);
      const refusal = state.refusals.get(path);
      if (refusal !== undefined) {
        state.refusals.delete(path);
        return refusal;
      }
      if (path === "directory") {
        return Response.json({
          newNonce: `${origin}/new-nonce`,
          newAccount: `${origin}/new-account`,
          newOrder: `${origin}/new-order`,
          meta: { termsOfService: `${origin}/terms`, ...(state.profiles && { profiles: state.profiles }) },
        });
      }
      if (path === "new-nonce") return answer(null);
      const signed = await open(request);
      return signed instanceof Response ? signed : await respond(path, Number(id), signed);
    },
  });
  const origin: string = server.url.origin;
  const stop = () => server.stop(true);
  return Object.assign(state, { directory: `${origin}/directory`, stop, [Symbol.asyncDispose]: stop });
}

/** Returns a refusal as the CA sends it. */
export const acmeRefusal = (type: string, detail: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(problem(type, detail)), { status: 429, headers });
