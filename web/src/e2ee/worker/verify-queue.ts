// Verifies what was opened, the newest first, some at a time, each time after a pause for what comes meanwhile.
import { toBase64url } from "#protocol/e2ee/bytes";
import type { Finding, HistoryChecker } from "#protocol/e2ee/history-checker";
import { createWebCryptoVerifier, type SignedMessage, verifySignatures } from "#protocol/e2ee/signatures";
import type { ToVerify } from "./event-opener.ts";

/** WebCrypto does them beside the worker, several at once. */
const BESIDE = 100;
/** As many as a message that is sent meanwhile may wait for: a few milliseconds. */
const BETWEEN = 8;

export type VerifyPorts = {
  /** undefined: the event's place in the history isn't checked. */
  checker(item: ToVerify): HistoryChecker | undefined;
  subtle: SubtleCrypto | undefined;
  /** Resolves once what came meanwhile was dealt with. */
  pause(): Promise<void>;
  /** The signature isn't the one of the key that it names. */
  failed(item: ToVerify): void;
  /** @param findings what it shows of the history */
  verified(item: ToVerify, key: string, findings: readonly Finding[]): void;
};

type Verifier = {
  readonly atOnce: number;
  verify(all: readonly SignedMessage[]): readonly boolean[] | Promise<readonly boolean[]>;
};

export class VerifyQueue {
  readonly #ports: VerifyPorts;
  readonly #verifier: Promise<Verifier>;
  #waiting: ToVerify[] = [];
  #isSorted = true;
  #isRunning = false;

  constructor(ports: VerifyPorts) {
    this.#ports = ports;
    this.#verifier = createWebCryptoVerifier(ports.subtle).then((verify) =>
      verify === undefined
        ? { atOnce: BETWEEN, verify: verifySignatures }
        : { atOnce: BESIDE, verify: (all) => Promise.all(all.map(verify)) },
    );
  }

  add(item: ToVerify): void {
    this.#waiting.push(item);
    this.#isSorted = false;
    if (!this.#isRunning) void this.#run();
  }

  /** Forgets what waits, as what it is about was replaced. */
  clear(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { atOnce, verify } = await this.#verifier;
    await this.#ports.pause();
    while (this.#waiting.length > 0) {
      // What was opened later may be older. What has no place in the log is as new as can be.
      if (!this.#isSorted) this.#waiting.sort((one, other) => placeOf(one) - placeOf(other));
      this.#isSorted = true;
      const waiting = this.#waiting;
      const items = waiting.splice(-atOnce).reverse();
      const good = await verify(items.map(({ event }) => event.signed));
      // What was replaced meanwhile is no longer asked for.
      if (waiting === this.#waiting) for (const [at, item] of items.entries()) this.#take(item, good[at] === true);
      await this.#ports.pause();
    }
    this.#isRunning = false;
  }

  #take(item: ToVerify, isGood: boolean): void {
    if (!isGood) return this.#ports.failed(item);
    const { event, seq } = item;
    const findings = seq === undefined ? undefined : this.#ports.checker(item)?.check(seq, event);
    this.#ports.verified(item, toBase64url(event.memberKey), findings ?? []);
  }
}

const placeOf = ({ seq = Number.MAX_SAFE_INTEGER }: ToVerify): number => seq;
