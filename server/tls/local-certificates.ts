// The certificates of `--tls self`, by a CA of this server: made at the start, and again when this machine gets other addresses
// or they age. Rules N10 to N12.
import { X509Certificate } from "node:crypto";
import type { TLSOptions } from "bun";
import type { CertificateFolder } from "./certificate-folder.ts";
import { type CertificateNames, covers, parseAlternativeNames } from "./certificate-names.ts";
import { CertificateProblem, type CertificateSource, onceInARow } from "./certificate-source.ts";
import { type CertificatePair, type Leaves, makeCa, makeLeaves } from "./make-certificates.ts";
import { fingerprintOf } from "./pem.ts";

type LocalCertificateOptions = {
  /** Undefined where nothing is kept. */
  readonly folder: CertificateFolder | undefined;
  /** What this machine is called now. */
  readonly names: () => CertificateNames;
  readonly clock: () => number;
  /** What the CA is called. */
  readonly label: string;
  readonly warn: (problem: string) => void;
};

const DAY_MS = 86_400_000;
/** Certificates last for 90 days. */
const RENEWED_AFTER_MS = 60 * DAY_MS;

export class LocalCertificates implements CertificateSource {
  readonly #options: LocalCertificateOptions;
  readonly #warn: (problem: string | undefined) => void;
  #ca: CertificatePair;
  #leaves: Leaves;

  private constructor(options: LocalCertificateOptions, ca: CertificatePair, leaves: Leaves) {
    this.#options = options;
    this.#warn = onceInARow(options.warn);
    this.#ca = ca;
    this.#leaves = leaves;
  }

  /** @throws CertificateProblem where the folder has a CA that can't be read, or none can be written */
  static async open(options: LocalCertificateOptions): Promise<LocalCertificates> {
    const ca = await openCa(options);
    const found = options.folder?.readLeaves();
    const wanted = options.names();
    const isGood = found !== undefined && isUsable(found, ca, wanted, options.clock());
    const leaves = isGood ? found : await makeLeaves(ca, wanted, options.clock());
    if (!isGood) options.folder?.writeLeaves(leaves);
    return new LocalCertificates(options, ca, leaves);
  }

  /** The CA's certificate in PEM. */
  get certificate(): string {
    return this.#ca.cert;
  }

  get fingerprint(): string {
    return fingerprintOf(this.#ca.cert);
  }

  /** Whether the CA is the same after a restart, so that it is worth being installed. */
  get isKept(): boolean {
    return this.#options.folder !== undefined;
  }

  get names(): readonly string[] {
    return parseAlternativeNames(new X509Certificate(this.#leaves.forNames).subjectAltName ?? "").names;
  }

  get certificates(): readonly TLSOptions[] {
    const { key, forNames, forAddresses } = this.#leaves;
    return [{ key, cert: forAddresses }, ...this.names.map((serverName) => ({ serverName, key, cert: forNames }))];
  }

  async refresh(): Promise<boolean> {
    const { clock, folder, names } = this.#options;
    const wanted = names();
    if (isUsable(this.#leaves, this.#ca, wanted, clock())) return false;
    try {
      if (hasEnded(this.#ca, clock())) this.#ca = await openCa(this.#options);
      this.#leaves = await makeLeaves(this.#ca, wanted, clock());
      folder?.writeLeaves(this.#leaves);
      this.#warn(undefined);
    } catch (error) {
      if (!(error instanceof CertificateProblem)) throw error;
      this.#warn(error.message);
    }
    return true;
  }
}

async function openCa({ folder, clock, label, warn }: LocalCertificateOptions): Promise<CertificatePair> {
  const found = folder?.readCa();
  if (found !== undefined && !hasEnded(found, clock())) {
    if (beginningOf(found.cert) > clock()) {
      warn("the clock of this machine is earlier than the CA; until one of them is right, browsers may refuse https");
    }
    return found;
  }
  if (found !== undefined) warn("the CA has reached its end; install the new one");
  const made = await makeCa(clock(), label);
  folder?.writeCa(made);
  return made;
}

const beginningOf = (cert: string) => Date.parse(new X509Certificate(cert).validFrom);
const hasEnded = ({ cert }: CertificatePair, now: number) => Date.parse(new X509Certificate(cert).validTo) <= now;

/** Returns whether they need not be made anew: by this CA, for what the machine is called, and neither old nor of the future. */
function isUsable(
  { forNames, forAddresses }: Leaves,
  ca: CertificatePair,
  wanted: CertificateNames,
  now: number,
): boolean {
  const [leaf, issuer] = [new X509Certificate(forAddresses), new X509Certificate(ca.cert)];
  const hasNames = covers(parseAlternativeNames(new X509Certificate(forNames).subjectAltName ?? ""), {
    names: wanted.names,
    addresses: [],
  });
  const madeAt = Date.parse(leaf.validFrom);
  const isOfNow = madeAt <= Math.max(now, Date.parse(issuer.validFrom)) && now < Date.parse(leaf.validTo);
  return (
    leaf.verify(issuer.publicKey) &&
    hasNames &&
    covers(parseAlternativeNames(leaf.subjectAltName ?? ""), wanted) &&
    isOfNow &&
    now - madeAt < RENEWED_AFTER_MS
  );
}
