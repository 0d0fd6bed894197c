// A server whose certificates change while it runs. Bun can't change those of a server that listens, so another one takes its
// place at the same port in the same turn of the event loop; who is connected to the old one stays for a while. Rule N15.
import type { Server, TLSOptions } from "bun";

type Closable = { close(code: number, reason: string): void };

/** A server that listens, and the sockets that are open on it. */
type ListeningServer = { readonly server: Server<unknown>; readonly sockets: ReadonlySet<Closable> };

type RotationOptions = {
  /** Starts listening, at the same port each time. @throws the system's error */
  readonly listen: (certificates: readonly TLSOptions[]) => ListeningServer;
  /** Is called for each server that listens, and when nobody is connected to it any more. */
  readonly onOpened: (server: Server<unknown>) => void;
  readonly onClosed: (server: Server<unknown>) => void;
  readonly runAfter: (ms: number, run: () => void) => void;
};

/** Clients of a server that has been replaced are asked to come back after so long. */
const MAX_STAY_MS = 12 * 3_600_000;
/** The close code by which clients connect again. */
const RESTARTING = 1012;

export class RotatingServer {
  readonly #options: RotationOptions;
  #current: ListeningServer | undefined;
  #certificates: readonly TLSOptions[];
  #isListening = false;
  readonly #closing = new Set<Promise<void>>();

  /**
   * @param certificates where there are none yet, nothing listens until they come
   * @throws what `listen` throws
   */
  constructor(options: RotationOptions, certificates: readonly TLSOptions[]) {
    this.#options = options;
    this.#certificates = certificates;
    if (certificates.length > 0) this.#start(certificates);
  }

  /** False as long as there are no certificates, and after the port was taken while the certificates changed; then `rotate` tries again. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /**
   * From now on, whoever connects gets these certificates.
   * @throws where they can't be used, or the port was taken meanwhile; what listened until then listens again
   */
  rotate(certificates: readonly TLSOptions[]): void {
    if (this.#isListening) this.#retire();
    try {
      this.#start(certificates);
    } catch (error) {
      if (this.#certificates.length > 0) this.#start(this.#certificates);
      throw error;
    }
  }

  /** Stops listening. @returns when nobody is connected any more */
  async stop(): Promise<void> {
    await Promise.all([this.#current?.server.stop(), ...this.#closing]);
  }

  #retire(): void {
    if (this.#current === undefined) return;
    const { server, sockets } = this.#current;
    this.#isListening = false;
    const closed = server.stop().then(() => {
      this.#options.onClosed(server);
      this.#closing.delete(closed);
    });
    this.#closing.add(closed);
    this.#options.runAfter(MAX_STAY_MS, () => {
      for (const socket of sockets) socket.close(RESTARTING, "new certificate");
    });
  }

  #start(certificates: readonly TLSOptions[]): void {
    this.#current = this.#open(certificates);
    this.#certificates = certificates;
    this.#isListening = true;
  }

  #open(certificates: readonly TLSOptions[]): ListeningServer {
    const listening = this.#options.listen(certificates);
    this.#options.onOpened(listening.server);
    return listening;
  }
}
