// From a name to its certificate: an account, an order, the CA's check over http for each name, the request, the certificate.
// RFC 8555, 7 and 8.3; RFC 8738 for addresses. Rules N19, N22, N23.
import type { CertificateNames } from "../certificate-names.ts";
import { type AccountKey, toBase64Url } from "./account-key.ts";
import { AcmeProblem, type ProblemDocument, toAcmeProblem } from "./acme-problem.ts";
import { type AcmeSession, type Answer, parseJson } from "./acme-session.ts";

/** What an order, or the check of one name, has come to. */
type Resource = {
  readonly status?: string;
  readonly error?: ProblemDocument;
  readonly authorizations?: readonly string[];
  readonly finalize?: string;
  readonly certificate?: string;
  readonly challenges?: readonly Challenge[];
};

type Challenge = {
  readonly type?: string;
  readonly url?: string;
  readonly token?: string;
  readonly error?: ProblemDocument;
};

type ObtainOptions = {
  readonly key: AccountKey;
  readonly email: string | undefined;
  /** Has the answers to the CA's checks, by their tokens, while it may ask for them. */
  readonly challenges: Map<string, string>;
  readonly wait: (ms: number) => Promise<void>;
  /** Is called when an account is made. @param terms where they are */
  readonly onAgreed: (terms: string | undefined) => void;
};

const DEFAULT_POLL_MS = 2_000;
const MAX_POLL_MS = 30_000;
const MAX_POLLS = 60;
/** Let's Encrypt issues for addresses by this profile alone. */
const ADDRESS_PROFILE = "shortlived";
/** Tokens are put into a path. */
const TOKEN = /^[\w-]+$/;

const resourceOf = ({ text }: Answer) => parseJson(text) as Resource;

/**
 * @param csr DER of the request
 * @returns the certificate with its chain, in PEM
 * @throws AcmeProblem
 */
export async function obtainCertificate(
  session: AcmeSession,
  { names, addresses }: CertificateNames,
  csr: Uint8Array,
  options: ObtainOptions,
): Promise<string> {
  await signUp(session, options);
  const { newOrder, meta } = session.directory;
  const hasProfile = addresses.length > 0 && Object.hasOwn(meta?.profiles ?? {}, ADDRESS_PROFILE);
  const placed = await session.post(newOrder, {
    identifiers: [
      ...names.map((value) => ({ type: "dns", value })),
      ...addresses.map((value) => ({ type: "ip", value })),
    ],
    ...(hasProfile && { profile: ADDRESS_PROFILE }),
  });
  const { authorizations = [], finalize } = resourceOf(placed);
  const { location: orderUrl } = placed;
  if (orderUrl === undefined || finalize === undefined) throw new AcmeProblem("the CA sends no order");
  for (const url of authorizations) await proveControl(session, url, options);
  const ready = await poll(session, orderUrl, ["pending"], options);
  if (ready.status === "ready") await session.post(finalize, { csr: toBase64Url(csr) });
  const { status, certificate, error } = await poll(session, orderUrl, ["ready", "processing"], options);
  if (status !== "valid" || certificate === undefined) throw toAcmeProblem(error ?? {}, placed.status);
  return (await session.post(certificate)).text;
}

/** Makes the account, or finds it where the CA knows the key, and tells the CA of another address for notices. */
async function signUp(session: AcmeSession, { email, onAgreed }: ObtainOptions): Promise<void> {
  const { newAccount, meta } = session.directory;
  const contact = email === undefined ? {} : { contact: [`mailto:${email}`] };
  const account = await session.post(newAccount, { termsOfServiceAgreed: true, ...contact });
  if (account.location === undefined) throw new AcmeProblem("the CA makes no account");
  session.account = account.location;
  const isNew = account.status === 201;
  if (isNew) onAgreed(meta?.termsOfService);
  else if (email !== undefined) await session.post(account.location, contact);
}

/** Lets the CA check over http that a name or address leads here. */
async function proveControl(session: AcmeSession, url: string, options: ObtainOptions): Promise<void> {
  const { status, challenges = [] } = resourceOf(await session.post(url));
  if (status === "valid") return;
  const challenge = challenges.find(({ type }) => type === "http-01");
  const { token = "", url: challengeUrl } = challenge ?? {};
  if (challengeUrl === undefined || !TOKEN.test(token)) {
    throw new AcmeProblem("the CA doesn't check this name over http, as --tls auto does it");
  }
  options.challenges.set(token, `${token}.${options.key.thumbprint}`);
  try {
    await session.post(challengeUrl, {});
    const checked = await poll(session, url, ["pending", "processing"], options);
    if (checked.status === "valid") return;
    const error = checked.challenges?.find(({ error }) => error !== undefined)?.error;
    throw toAcmeProblem(error ?? checked.error ?? {}, 0);
  } finally {
    options.challenges.delete(token);
  }
}

/** Asks how something is until it is another way. */
async function poll(
  session: AcmeSession,
  url: string,
  unfinished: readonly string[],
  { wait }: ObtainOptions,
): Promise<Resource> {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    const answer = await session.post(url);
    const resource = resourceOf(answer);
    if (!unfinished.includes(resource.status ?? "")) return resource;
    await wait(Math.min(answer.retryAfterMs ?? DEFAULT_POLL_MS, MAX_POLL_MS));
  }
  throw new AcmeProblem("the CA takes too long");
}
