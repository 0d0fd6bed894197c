// The certificate and key that an operator keeps in two files, taken up when they change. Rule N16.
import { readFileSync, statSync } from "node:fs";
import type { TLSOptions } from "bun";
import { parseAlternativeNames } from "./certificate-names.ts";
import { CertificateProblem, type CertificateSource, onceInARow } from "./certificate-source.ts";
import type { CertificatePair } from "./make-certificates.ts";
import { checkPair } from "./pem.ts";

type CertificateFilesOptions = {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clock: () => number;
  readonly warn: (problem: string) => void;
};

/**
 * The files are looked at, not watched: tools replace them by links and folders, which no notice is sure to tell. They are read
 * when they are the same at two looks, for whoever replaces them writes one after the other.
 */
export class CertificateFiles implements CertificateSource {
  readonly #options: CertificateFilesOptions;
  readonly #warn: (problem: string | undefined) => void;
  #pair: CertificatePair;
  names: readonly string[] = [];
  /** How the files were at the last look, and when they were last read. */
  #seen: string;
  #read: string;

  /** @throws CertificateProblem where the files are not a certificate and its key */
  constructor(options: CertificateFilesOptions) {
    this.#options = options;
    this.#warn = onceInARow(options.warn);
    this.#seen = this.#read = this.#look();
    const pair = this.#load();
    if (typeof pair === "string") throw new CertificateProblem(pair);
    this.#pair = pair;
  }

  get certificates(): readonly TLSOptions[] {
    return [this.#pair];
  }

  async refresh(): Promise<boolean> {
    const now = this.#look();
    const isSettled = now === this.#seen;
    this.#seen = now;
    if (!isSettled || now === this.#read) return false;
    this.#read = now;
    const pair = this.#load();
    if (typeof pair === "string") {
      this.#warn(`${pair}; the one before stays in use`);
      return false;
    }
    this.#warn(undefined);
    const isOther = pair.cert !== this.#pair.cert || pair.key !== this.#pair.key;
    this.#pair = pair;
    return isOther;
  }

  /** Returns the pair, or what is wrong with it. */
  #load(): CertificatePair | string {
    const { certFile, keyFile, clock, warn } = this.#options;
    let pair: CertificatePair;
    try {
      pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
    } catch (error) {
      return `the certificate or its key can't be read (${(error as { code?: string }).code})`;
    }
    const certificate = checkPair(pair);
    if (typeof certificate === "string") return certificate;
    const [beginsAt, endsAt] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    if (clock() < beginsAt) warn("the certificate is not valid yet, by this machine's clock");
    if (clock() > endsAt) warn("the certificate has expired, by this machine's clock");
    this.names = parseAlternativeNames(certificate.subjectAltName ?? "").names.map((name) => name.toLowerCase());
    return pair;
  }

  /** Returns what tells one state of the files from another. */
  #look(): string {
    return [this.#options.certFile, this.#options.keyFile]
      .map((path) => {
        const { ino, size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
        return `${ino} ${size} ${mtimeMs}`;
      })
      .join();
  }
}
