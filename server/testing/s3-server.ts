// A real S3 server for tests, on a free port, with one bucket. It knows who may come in by the id of their key; signatures of
// version 4 it doesn't check.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { createTcpProxy } from "./tcp-proxy.ts";

const BUCKET = "mayfly-files";
/** Nobody listens there. */
const CLOSED_PORT = 1;

export class S3Server {
  readonly #folder = mkdtempSync(join(tmpdir(), "mayfly-s3-"));
  readonly #server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory: this.#folder },
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  readonly #ports: number[] = [];
  #port = 0;
  readonly #proxy = createTcpProxy(this.#ports, false);

  /** How a client gets in. */
  readonly access = {
    endpoint: `http://127.0.0.1:${this.#proxy.port}`,
    ...{ bucket: BUCKET, accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
  };

  /** Returns what is in the bucket. */
  list() {
    return new Bun.S3Client(this.access).list();
  }

  async start(): Promise<this> {
    this.#port = (await this.#server.run()).port;
    this.mend();
    return this;
  }

  /** Breaks all connections, and lets nobody in. */
  break(): void {
    this.#ports[0] = CLOSED_PORT;
    for (const connection of this.#proxy.connections) connection.cut();
  }

  mend(): void {
    this.#ports[0] = this.#port;
  }

  async stop(): Promise<void> {
    this.#proxy.stop();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
