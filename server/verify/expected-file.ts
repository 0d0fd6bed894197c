// What this executable would answer at one address, to compare a server's answer with. Rules N42, N44.

export type ExpectedFile = {
  /** Below the lobby's address, as in `assets/index-1f2e.js`; "" is the lobby. */
  readonly path: string;
  readonly status: 200 | 404;
  /** The contents it may have, by SHA-256, each with what has to be said of it where that is found; "" for nothing. */
  readonly contents: ReadonlyMap<string, string>;
  /** The Content-Security-Policy, where it decides what may run. */
  readonly policy: string | undefined;
};

/** All of them, and which version has them. */
export type OwnFiles = {
  readonly version: string;
  /** The version with its commit. */
  readonly versionText: string;
  readonly files: readonly ExpectedFile[];
};

export const sha256 = (content: string | Uint8Array): string =>
  new Bun.CryptoHasher("sha256").update(content).digest("hex");
