// Where a server's certificates come from. Rules N11, N16, N19.
import type { TLSOptions } from "bun";

export interface CertificateSource {
  /** What the server listens with: the first for clients that ask for no name or an unknown one. None where there is none yet. */
  readonly certificates: readonly TLSOptions[];
  /** The names they are for; some begin with `*.`. */
  readonly names: readonly string[];
  /**
   * Looks whether others are needed or there. What is wrong with them is logged, not thrown.
   * @returns whether `certificates` has changed
   */
  refresh(): Promise<boolean>;
}

/** Says why there are no certificates: half a sentence that follows the name of the setting. */
export class CertificateProblem extends Error {}

/** Calls a function with a problem when it is another one than last time. */
export function onceInARow(warn: (problem: string) => void): (problem: string | undefined) => void {
  let last: string | undefined;
  return (problem) => {
    if (problem !== undefined && problem !== last) warn(problem);
    last = problem;
  };
}
