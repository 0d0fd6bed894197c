// The certificate of `--tls auto`, by a CA that is asked for it by ACME: kept, renewed in time, and asked for again where that
// fails, at longer and longer intervals. Rules N19 to N23.
import { X509Certificate } from "node:crypto";
import type { TLSOptions } from "bun";
import { type CertificateNames, covers, parseAlternativeNames } from "../certificate-names.ts";
import { CertificateProblem, type CertificateSource } from "../certificate-source.ts";
import type { CertificatePair } from "../make-certificates.ts";
import { checkPair } from "../pem.ts";
import type { AcmeFolder } from "./acme-folder.ts";
import { AcmeProblem } from "./acme-problem.ts";
import { AcmeSession } from "./acme-session.ts";
import { makeRequest } from "./certificate-request.ts";
import { obtainCertificate } from "./obtain-certificate.ts";

export type AcmeCertificateOptions = {
  readonly folder: AcmeFolder;
  /** The address of the CA's directory. */
  readonly directory: string;
  readonly email: string | undefined;
  /** What the certificate is to be for now. */
  readonly subjects: () => CertificateNames;
  readonly userAgent: string;
  readonly clock: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly warn: (problem: string) => void;
  readonly inform: (text: string) => void;
};

const MINUTE_MS = 60_000;
const FIRST_RETRY_MS = 5 * MINUTE_MS;
const MAX_RETRY_MS = 6 * 60 * MINUTE_MS;

export class AcmeCertificates implements CertificateSource {
  readonly #options: AcmeCertificateOptions;
  readonly #challenges = new Map<string, string>();
  #pair: CertificatePair | undefined;
  /** The first certificate of the pair, and what it is for. */
  #leaf: { readonly certificate: X509Certificate; readonly subjects: CertificateNames } | undefined;
  #issuedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  #delayMs = 0;

  /** @throws CertificateProblem where the kept certificate can't be read */
  constructor(options: AcmeCertificateOptions) {
    this.#options = options;
    const kept = options.folder.readCertificate();
    if (kept !== undefined) this.#use(kept);
  }

  get certificates(): readonly TLSOptions[] {
    return this.#pair === undefined ? [] : [this.#pair];
  }

  /** Those it is to be for, which are this server's with a certificate and without. */
  get names(): readonly string[] {
    return this.#options.subjects().names;
  }

  /** What the certificate in use is for; undefined without one. */
  get subjects(): CertificateNames | undefined {
    return this.#leaf?.subjects;
  }

  /** Returns the answer to a check of the CA. */
  challengeAnswer(token: string): string | undefined {
    return this.#challenges.get(token);
  }

  async refresh(): Promise<boolean> {
    const { clock, subjects, folder, warn } = this.#options;
    const [wanted, now] = [subjects(), clock()];
    if (isWithin(now, this.#triedAt, this.#delayMs) || !this.#isDue(wanted)) return false;
    // Holds as well where something fails that nobody has thought of.
    this.#triedAt = now;
    this.#delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, MAX_RETRY_MS);
    try {
      const pair = await this.#obtain(wanted);
      this.#use(pair);
      this.#issuedAt = clock();
      this.#failures = this.#delayMs = 0;
      folder.writeCertificate(pair);
      return true;
    } catch (error) {
      // One that can't be kept is in use all the same.
      if (error instanceof CertificateProblem) warn(error.message);
      else if (error instanceof AcmeProblem) this.#reportFailure(error);
      else throw error;
      return this.#failures === 0;
    }
  }

  #isDue({ names, addresses }: CertificateNames): boolean {
    // Where the machine has lost its address for a moment, there is nothing to ask for.
    if (names.length + addresses.length === 0) return false;
    if (this.#leaf === undefined) return true;
    const { certificate, subjects } = this.#leaf;
    if (!covers(subjects, { names, addresses })) return true;
    const [beginsAt, endsAt] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    const [life, now] = [endsAt - beginsAt, this.#options.clock()];
    // To a clock that is fast, a new one is old.
    return now >= beginsAt + life / 2 && !isWithin(now, this.#issuedAt, life / 4);
  }

  #use(pair: CertificatePair): void {
    const certificate = new X509Certificate(pair.cert);
    this.#pair = pair;
    this.#leaf = { certificate, subjects: subjectsOf(certificate) };
  }

  async #obtain(wanted: CertificateNames): Promise<CertificatePair> {
    const { folder, directory, email, userAgent, clock, wait, inform } = this.#options;
    const key = await folder.accountKey();
    const session = await AcmeSession.open(directory, key, userAgent, clock);
    const { csr, key: certificateKey } = await makeRequest(wanted);
    const cert = await obtainCertificate(session, wanted, csr, {
      key,
      email,
      challenges: this.#challenges,
      wait,
      onAgreed: (terms) =>
        inform(
          `made an account with the CA; its terms are agreed to: ${URL.parse(terms ?? "")?.href ?? "it names none"}`,
        ),
    });
    const pair = { cert, key: certificateKey };
    const certificate = checkPair(pair);
    if (typeof certificate === "string") throw new AcmeProblem(`the CA sends something else: ${certificate}`);
    if (!covers(subjectsOf(certificate), wanted)) throw new AcmeProblem("the CA's certificate is for other names");
    return pair;
  }

  #reportFailure({ message, retryAfterMs }: AcmeProblem): void {
    this.#delayMs = Math.max(this.#delayMs, retryAfterMs);
    const minutes = Math.ceil(this.#delayMs / MINUTE_MS);
    const has = this.#pair === undefined ? "no certificate yet" : "no new certificate; the one before stays in use";
    this.#options.warn(`${has}: ${message}. Next try in ${minutes} min`);
  }
}

/** Returns whether no more than this has passed since then. A clock that was set back keeps nobody waiting. */
const isWithin = (now: number, since: number, ms: number) => now >= since && now - since < ms;
const subjectsOf = ({ subjectAltName }: X509Certificate) => parseAlternativeNames(subjectAltName ?? "");
