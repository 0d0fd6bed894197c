// Uploads files for simulated users, who then say them, and checks what became of each: a file of a message is there, whole;
// any other is gone after a start; and when its room has ended, nothing is left to read it with.
import { Database } from "bun:sqlite";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import type { LogEvent } from "#protocol/frames";
import { DiskFiles } from "../../files/disk-files.ts";
import { textsNotErased } from "../../testing/data-file-search.ts";
import type { SimulatedUser } from "../../testing/simulated-user.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** Counts of violations, which must all be 0. */
export type FileViolations = {
  /** Files of messages that can't be read, or not whole. */
  readonly damaged: number;
  /** Files on the disk that no message has after a start, or whose room has ended. */
  readonly orphaned: number;
  /** Files of ended rooms whose keys are still on the disk. */
  readonly readable: number;
};

export const NO_FILE_VIOLATIONS: FileViolations = { damaged: 0, orphaned: 0, readable: 0 };

export function addFileViolations(a: FileViolations, b: FileViolations): FileViolations {
  return {
    damaged: a.damaged + b.damaged,
    orphaned: a.orphaned + b.orphaned,
    readable: a.readable + b.readable,
  };
}

const MAX_FILE_BYTES = 200_000;
/** Of the uploads, so many break off half-way. */
const BROKEN_SHARE = 0.2;
const MAX_TRIES = 100;
const RETRY_MS = 100;
const GONE_WITHIN_MS = 10_000;
/** Searching the data file for a key takes a while, so not all of them are looked for. */
const KEYS_SEARCHED = 40;

/** Returns the content of a file, which is another one for each name. */
const contentOf = (name: string, bytes: number) => `canary of ${name} `.repeat(bytes).slice(0, bytes);

export class SimulatedUploads {
  readonly #server: ServerUnderTest;
  readonly #data: string;
  readonly #random: () => number;
  readonly #running = new Set<Promise<void>>();
  #count = 0;

  /** @param data the server's data file */
  constructor(server: ServerUnderTest, data: string, random: () => number) {
    this.#server = server;
    this.#data = data;
    this.#random = random;
  }

  /** Begins to upload a file, and says it when that is done. */
  send(user: SimulatedUser, code: string): void {
    const name = `${user.name}-f${this.#count++}`;
    const body = contentOf(name, Math.ceil(MAX_FILE_BYTES ** this.#random()));
    const work =
      this.#random() < BROKEN_SHARE
        ? this.#breakOff(user, code, body)
        : this.#upload(user, code, name, body).then((id) => {
            if (id !== undefined) user.send(`${name} a file`, [id]);
          });
    const running = work.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits until all that were begun have come to an end. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Uploads a file that no message will have. @returns whether it is on the disk */
  async leaveUnsaid(user: SimulatedUser, code: string): Promise<boolean> {
    const id = await this.#upload(user, code, "unsaid", "no message has this");
    return id !== undefined && this.#onDisk().includes(id);
  }

  /** Checks the files of all rooms after a start, before anything new comes. @returns their number as well */
  async check(logs: readonly (readonly LogEvent[])[]): Promise<FileViolations & { files: number }> {
    const files = logs.flat().flatMap((event) => (event.type === "chat" ? (event.files ?? []) : []));
    let damaged = 0;
    for (const { url, name, bytes } of files) {
      const response = await fetch(this.#server.client.address(url));
      if (!response.ok || (await response.text()) !== contentOf(name, bytes)) damaged++;
    }
    const ids = new Set(files.map(({ id }) => id));
    const orphaned = this.#onDisk().filter((id) => !ids.has(id)).length;
    return { damaged, orphaned, readable: 0, files: files.length };
  }

  /** Reads files from the disk as a thief would who has the data file. @returns the keys of those that can be read */
  async readableKeys(): Promise<string[]> {
    const database = new Database(this.#data, { readonly: true });
    const rows = database.query("SELECT id, record FROM files ORDER BY random() LIMIT ?").all(KEYS_SEARCHED);
    database.close();
    const storage = new DiskFiles(`${this.#data}-files`, 0, () => {});
    const keys: string[] = [];
    const onDisk = new Set(this.#onDisk());
    for (const { id, record } of rows as { id: string; record: string }[]) {
      if (!onDisk.has(id)) continue;
      const { key, view } = JSON.parse(record);
      const reader = await storage.restore(id, key, view.bytes).open();
      const beginning = await reader.read(0, view.bytes);
      reader.close();
      if (contentOf(view.name, view.bytes).startsWith(Buffer.from(beginning).toString())) keys.push(key);
    }
    return keys;
  }

  /** Looks for what is left of the files of rooms that have all ended. @param keys with which they could be read before */
  async checkErased(keys: readonly string[]): Promise<FileViolations> {
    const readable = (await textsNotErased(this.#data, keys)).length;
    for (const until = Date.now() + GONE_WITHIN_MS; Date.now() < until; await Bun.sleep(50)) {
      if (this.#onDisk().length === 0) break;
    }
    return { damaged: 0, orphaned: this.#onDisk().length, readable };
  }

  #onDisk(): string[] {
    const folder = `${this.#data}-files`;
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** Tries until the server takes it. @returns its id; undefined where it was refused for good */
  async #upload(user: SimulatedUser, code: string, name: string, body: string): Promise<string | undefined> {
    const headers = { authorization: `Bearer ${user.token}` };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        const address = this.#server.client.address(`api/rooms/${code}/files/${name}`);
        const response = await fetch(address, { method: "PUT", headers, body });
        const answer = (await response.json()) as { file?: { id: string } };
        if (answer.file !== undefined) return answer.file.id;
        if (response.status < 500 && response.status !== 408) return undefined;
      } catch {
        // The server is down, or was killed meanwhile.
      }
      await Bun.sleep(RETRY_MS);
    }
    return undefined;
  }

  /** Sends a part of a file, and goes. */
  #breakOff(user: SimulatedUser, code: string, body: string): Promise<void> {
    const head = [
      `PUT /api/rooms/${code}/files/half HTTP/1.1`,
      "host: x",
      `authorization: Bearer ${user.token}`,
      `content-length: ${body.length + 1}`,
    ];
    return new Promise((resolve) => {
      const socket = connect(this.#server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("close", () => resolve());
      socket.write(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
    });
  }
}
