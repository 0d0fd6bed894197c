// The folder with the CA and its certificates, beside the data file. Rules N10, N12.
import { join } from "node:path";
import { CertificateProblem } from "./certificate-source.ts";
import type { CertificatePair, Leaves } from "./make-certificates.ts";
import { checkPair, pemBlocks } from "./pem.ts";
import { closeToOthers, readPrivateFile, writePrivateFile } from "./private-file.ts";

/** Returns the folder of a data file's CA. */
export const caFolderOf = (dataFile: string) => `${dataFile}-ca`;

/** Each file has its key and what belongs to it, so that no file is of another time than its key. */
export class CertificateFolder {
  readonly #folder: string;
  readonly #warn: (problem: string) => void;

  constructor(folder: string, warn: (problem: string) => void) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /**
   * Returns the CA, undefined where there is none yet.
   * @throws CertificateProblem where there is one that can't be read: people may trust it, so it isn't replaced
   */
  readCa(): CertificatePair | undefined {
    const text = readPrivateFile(this.#path("ca.pem"));
    if (text === undefined) return undefined;
    const { certificates, keys } = pemBlocks(text);
    const pair = { cert: certificates[0] ?? "", key: keys[0] ?? "" };
    const certificate = checkPair(pair);
    if (typeof certificate === "string" || !certificate.ca) {
      throw new CertificateProblem(`${this.#path("ca.pem")} is damaged; move it away to get a new CA`);
    }
    this.#protect(this.#path("ca.pem"));
    return pair;
  }

  /** @throws CertificateProblem where it can't be written */
  writeCa({ cert, key }: CertificatePair): void {
    writePrivateFile(this.#path("ca.pem"), key + cert);
  }

  /** Returns the certificates, undefined where there are none that can be used: they can be made again. */
  readLeaves(): Leaves | undefined {
    try {
      const { certificates, keys } = pemBlocks(readPrivateFile(this.#path("server.pem")) ?? "");
      const [forNames = "", forAddresses = ""] = certificates;
      const [key = ""] = keys;
      const isWhole = [forNames, forAddresses].every((cert) => typeof checkPair({ cert, key }) === "object");
      return isWhole ? { key, forNames, forAddresses } : undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws CertificateProblem where they can't be written */
  writeLeaves({ key, forNames, forAddresses }: Leaves): void {
    writePrivateFile(this.#path("server.pem"), key + forNames + forAddresses);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #protect(path: string): void {
    if (!closeToOthers(path)) return;
    this.#warn(
      `the key of the CA in ${path} could be read by other users; if anybody may have copied it, delete that file and let everybody remove the old CA`,
    );
  }
}
