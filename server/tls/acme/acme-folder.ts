// What is kept of a CA's: the key of the account, and the certificate with its key. Rule N21.
import { join } from "node:path";
import type { CertificatePair } from "../make-certificates.ts";
import { checkPair, pemBlocks } from "../pem.ts";
import { closeToOthers, readPrivateFile, writePrivateFile } from "../private-file.ts";
import { AccountKey } from "./account-key.ts";

/** Returns the folder of a data file's certificates by ACME. */
export const acmeFolderOf = (dataFile: string) => `${dataFile}-acme`;

export class AcmeFolder {
  readonly #accountFile: string;
  readonly #certificateFile: string;
  readonly #warn: (problem: string) => void;

  /** @param directory the CA's, which has a certificate of its own here */
  constructor(folder: string, directory: string, warn: (problem: string) => void) {
    this.#accountFile = join(folder, "account.pem");
    this.#certificateFile = join(folder, `${new URL(directory).host.replaceAll(/[^a-z0-9.-]/g, "-")}.pem`);
    this.#warn = warn;
  }

  /** Returns the key of the account, a new one where there is none that can be used. @throws CertificateProblem */
  async accountKey(): Promise<AccountKey> {
    const kept = this.#read(this.#accountFile);
    const key = kept === undefined ? undefined : await AccountKey.parse(kept).catch(() => undefined);
    if (key !== undefined) return key;
    const made = await AccountKey.create();
    writePrivateFile(this.#accountFile, made.pem);
    return made;
  }

  /** Returns undefined where there is none that can be used. @throws CertificateProblem where it can't be read */
  readCertificate(): CertificatePair | undefined {
    const { certificates, keys } = pemBlocks(this.#read(this.#certificateFile) ?? "");
    const pair = { cert: certificates.join(""), key: keys[0] ?? "" };
    return typeof checkPair(pair) === "string" ? undefined : pair;
  }

  /** @throws CertificateProblem where it can't be written */
  writeCertificate({ cert, key }: CertificatePair): void {
    writePrivateFile(this.#certificateFile, key + cert);
  }

  #read(path: string): string | undefined {
    const text = readPrivateFile(path);
    if (text !== undefined && closeToOthers(path)) {
      this.#warn(`the key in ${path} could be read by other users; if anybody may have copied it, delete that file`);
    }
    return text;
  }
}
