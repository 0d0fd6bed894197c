// The folder with the CA and its certificates, beside the data file. Rules N10, N12.
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { CertificateProblem } from "./certificate-source.ts";
import type { CertificatePair, Leaves } from "./make-certificates.ts";
import { checkPair, pemBlocks } from "./pem.ts";

/** Returns the folder of a data file's CA. */
export const caFolderOf = (dataFile: string) => `${dataFile}-ca`;

const isOpenToOthers = (path: string) => process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;

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
    const text = this.#read("ca.pem");
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
    this.#write("ca.pem", key + cert);
  }

  /** Returns the certificates, undefined where there are none that can be used: they can be made again. */
  readLeaves(): Leaves | undefined {
    try {
      const { certificates, keys } = pemBlocks(this.#read("server.pem") ?? "");
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
    this.#write("server.pem", key + forNames + forAddresses);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(this.#path(name), "utf8");
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "ENOENT") return undefined;
      throw new CertificateProblem(`${this.#path(name)} can't be read (${code})`);
    }
  }

  #protect(path: string): void {
    if (!isOpenToOthers(path)) return;
    try {
      chmodSync(path, 0o600);
    } catch {
      // It is somebody else's, so that only they can change it.
    }
    this.#warn(
      `the key of the CA in ${path} could be read by other users; if anybody may have copied it, delete that file and let everybody remove the old CA`,
    );
  }

  /** A file is whole or not there, whenever the machine stops. */
  #write(name: string, text: string): void {
    const path = this.#path(name);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const file = openSync(`${path}.new`, "w", 0o600);
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      // A file of that name that was left over keeps its permissions.
      chmodSync(`${path}.new`, 0o600);
      renameSync(`${path}.new`, path);
    } catch (error) {
      throw new CertificateProblem(`${path} can't be written (${(error as { code?: string }).code})`);
    }
  }
}
