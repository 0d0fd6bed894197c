// Verifies what was opened, the newest first: 40, and then a hundred at a time, each after a pause for what comes meanwhile.
import { toBase64url } from "#protocol/e2ee/bytes";
import type { Finding, HistoryChecker } from "#protocol/e2ee/history-checker";
import { createWebCryptoVerifier, type VerifySignature, verifySignature } from "#protocol/e2ee/signatures";
import type { ToVerify } from "./event-opener.ts";

const FIRST = 40;
const MORE = 100;

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

export class VerifyQueue {
  readonly #ports: VerifyPorts;
  readonly #verify: Promise<VerifySignature>;
  #waiting: ToVerify[] = [];
  #isRunning = false;

  constructor(ports: VerifyPorts) {
    this.#ports = ports;
    this.#verify = createWebCryptoVerifier(ports.subtle).then(
      (verify) => verify ?? ((signed) => Promise.resolve(verifySignature(signed))),
    );
  }

  add(item: ToVerify): void {
    this.#waiting.push(item);
    if (!this.#isRunning) void this.#run();
  }

  /** Forgets what waits, as what it is about was replaced. */
  clear(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const verify = await this.#verify;
    await this.#ports.pause();
    for (let size = FIRST; this.#waiting.length > 0; size = MORE) {
      // What was opened later may be older. What has no place in the log is as new as can be.
      this.#waiting.sort((one, other) => placeOf(one) - placeOf(other));
      for (const item of this.#waiting.splice(-size).reverse()) {
        const { event, seq } = item;
        if (!(await verify(event.signed))) {
          this.#ports.failed(item);
          continue;
        }
        const findings = seq === undefined ? undefined : this.#ports.checker(item)?.check(seq, event);
        this.#ports.verified(item, toBase64url(event.memberKey), findings ?? []);
      }
      await this.#ports.pause();
    }
    this.#isRunning = false;
  }
}

const placeOf = ({ seq = Number.MAX_SAFE_INTEGER }: ToVerify): number => seq;
