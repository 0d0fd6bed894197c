// The requests to a CA: signed, each with the nonce that the last answer brought. RFC 8555, 6 and 7.1. Rule N23.
import type { AccountKey } from "./account-key.ts";
import { AcmeProblem, BAD_NONCE, type ProblemDocument, toAcmeProblem } from "./acme-problem.ts";

const REQUEST_LIMIT_MS = 30_000;
const MAX_NONCE_RETRIES = 3;
/** No CA is asked again later than this, whatever it says. */
const MAX_RETRY_AFTER_MS = 7 * 86_400_000;

type Directory = {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly meta?: { readonly termsOfService?: string; readonly profiles?: Readonly<Record<string, string>> };
};

export type Answer = {
  readonly status: number;
  readonly text: string;
  /** The address of what was made. */
  readonly location: string | undefined;
  /** When to ask again, as the CA says. */
  readonly retryAfterMs: number | undefined;
};

export class AcmeSession {
  readonly #key: AccountKey;
  readonly #userAgent: string;
  readonly #clock: () => number;
  readonly directory: Directory;
  #nonce: string | undefined;
  /** The account's address, which stands for the key once the CA knows it. */
  account: string | undefined;

  private constructor(key: AccountKey, userAgent: string, clock: () => number, directory: Directory) {
    this.#key = key;
    this.#userAgent = userAgent;
    this.#clock = clock;
    this.directory = directory;
  }

  /** @throws AcmeProblem */
  static async open(url: string, key: AccountKey, userAgent: string, clock: () => number): Promise<AcmeSession> {
    const response = await request(url, { headers: { "user-agent": userAgent } });
    const directory = parseJson(await textOf(response)) as Partial<Directory>;
    const { newNonce, newAccount, newOrder } = directory;
    if (!response.ok || ![newNonce, newAccount, newOrder].every((each) => URL.canParse(each ?? ""))) {
      throw new AcmeProblem(`MAYFLY_ACME_DIRECTORY doesn't lead to the directory of a CA (${response.status})`);
    }
    return new AcmeSession(key, userAgent, clock, directory as Directory);
  }

  /**
   * Sends a signed request.
   * @param payload left out where it only reads
   * @throws AcmeProblem
   */
  async post(url: string, payload?: object): Promise<Answer> {
    for (let retries = 0; ; retries++) {
      const nonce = this.#nonce ?? (await this.#newNonce());
      this.#nonce = undefined;
      const sender = this.account === undefined ? { jwk: this.#key.publicJwk } : { kid: this.account };
      const response = await request(url, {
        method: "POST",
        headers: { "content-type": "application/jose+json", "user-agent": this.#userAgent },
        body: await this.#key.sign({ nonce, url, ...sender }, payload),
      });
      this.#nonce = response.headers.get("replay-nonce") ?? undefined;
      const text = await textOf(response);
      const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), this.#clock());
      if (response.ok) {
        return { status: response.status, text, location: response.headers.get("location") ?? undefined, retryAfterMs };
      }
      const problem = parseJson(text) as ProblemDocument;
      if (problem.type === BAD_NONCE && retries < MAX_NONCE_RETRIES) continue;
      throw toAcmeProblem(problem, response.status, retryAfterMs);
    }
  }

  async #newNonce(): Promise<string> {
    const response = await request(this.directory.newNonce, {
      method: "HEAD",
      headers: { "user-agent": this.#userAgent },
    });
    const nonce = response.headers.get("replay-nonce");
    if (nonce === null) throw new AcmeProblem(`the CA sends no nonce (${response.status})`);
    return nonce;
  }
}

/** Returns an answer's body, an empty object where that isn't JSON. */
export function parseJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** @param text a number of seconds, or a date */
function parseRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.min(ms, MAX_RETRY_AFTER_MS));
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  } catch (error) {
    throw unreachable(error);
  }
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(error: unknown): AcmeProblem {
  const { code, name } = error as { code?: unknown; name?: string };
  return new AcmeProblem(`the CA can't be reached (${typeof code === "string" ? code : name})`);
}
