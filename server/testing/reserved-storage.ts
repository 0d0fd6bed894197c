// Files of several nodes as one test after the other uses them: space for each is reserved by itself.
import type { FileContent, FileStorage, Reservation, SharedContent, SharedStorage } from "../chat/lib/file-ports.ts";
import { inspectLazily } from "../files/inspect-lazily.ts";

const RESERVED_BYTES = 3 * 1024 ** 2;
const ENOUGH_BYTES = 64 * 1024 ** 2;

export const reservation = (bytes: number, more: Partial<Reservation> = {}): Reservation => ({
  ...{ uploaderId: "ann", about: "{}", bytes, maxRoomBytes: ENOUGH_BYTES, maxUnsaid: 100 },
  ...more,
});

/** A storage as the contract uses it: what it creates is reserved by itself. */
export const reserved = (epoch: string, storage: SharedStorage): FileStorage => ({
  create: (id) => new ReservedContent(storage.create(id, { epoch, bytes: RESERVED_BYTES })),
  restore: (...file) => storage.restore(...file),
  freeBytes: () => storage.freeBytes(),
  measure: () => {},
  inspect: inspectLazily,
  sweep: () => {},
});

class ReservedContent implements FileContent {
  readonly #content: SharedContent;
  readonly #isReserved: Promise<unknown>;

  constructor(content: SharedContent) {
    this.#content = content;
    this.#isReserved = content.reserve(reservation(RESERVED_BYTES));
  }

  get bytes(): number {
    return this.#content.bytes;
  }

  get key(): string | undefined {
    return this.#content.key;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#isReserved;
    await this.#content.append(chunk);
  }

  async mark(): Promise<() => void> {
    await this.#isReserved;
    return this.#content.mark();
  }

  async pause(): Promise<void> {
    await this.#content.pause();
  }

  async finish(): Promise<void> {
    await this.#isReserved;
    await this.#content.finish();
  }

  open() {
    return this.#content.open();
  }

  forget(): void {
    this.#content.forget();
  }

  erase(): void {
    this.#content.erase();
  }
}
