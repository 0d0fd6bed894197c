// What all nodes know of files, in Redis: one record for each file from its first byte to its end, and what files count for in all
// rooms together. Rules D67 to D73, F64.
import {
  FileGone,
  FileUnreachable,
  type NoSpace,
  type Reservation,
  type SharedFile,
} from "../../chat/lib/file-ports.ts";
import { COUNT_SCRIPTS, FILE_SCRIPTS, type FileScript } from "./file-scripts.ts";
import type { FileAddress } from "./piece-store.ts";

type Argument = string | number | Uint8Array;

/** Runs scripts in Redis. server/engine/redis/connection implements it. */
export interface RunScripts {
  /** Texts of the answer come as bytes. @throws when Redis can't or doesn't answer in time */
  run(script: string, keys: readonly string[], args: readonly Argument[]): Promise<readonly unknown[]>;
  /** Returns how much memory Redis may still use, and how much in all; infinite where nothing limits it. */
  memory(): Promise<{ readonly freeBytes: number; readonly maxBytes: number }>;
  close(): void;
}

/** Where the pieces of a file are: in Redis, or in a folder or a store that all nodes have. */
export type Place = "redis" | "outside";

/** What a record says of a file's pieces, beside what the domain knows. */
export type KnownFile = SharedFile & {
  readonly place: Place;
  readonly key: Uint8Array;
  readonly pieces: readonly string[];
  /** The piece after these, which isn't whole yet; empty where there is none. */
  readonly tail: string;
};

/** Which files are dropped: any, one that no message has, or only one that has waited too long for it. */
export type WhichFiles = "all" | "unsaid" | "expired";

export type DroppedFile = { readonly countedBytes: number; readonly place: Place; readonly pieces: readonly string[] };

export type RecordLimits = {
  /** How long a file waits for a message. */
  readonly unsaidMs: number;
  /** The most bytes of a room in Redis. */
  readonly maxRedisRoomBytes: number;
  /** The most bytes of all rooms. */
  readonly maxBytes: Readonly<Record<Place, number>>;
};

const namesIn = (text: string): string[] => (text === "" ? [] : text.split(" "));

export class FileRecords {
  readonly #redis: RunScripts;
  readonly #prefix: string;
  readonly #limits: RecordLimits;

  /** @param prefix of all keys */
  constructor(redis: RunScripts, prefix: string, limits: RecordLimits) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#limits = limits;
  }

  /** Reserves space. @param isNew whether the file isn't known yet */
  async reserve(
    address: FileAddress,
    { uploaderId, about, bytes, maxRoomBytes, maxUnsaid }: Reservation,
    file: { readonly isNew: boolean; readonly place: Place; readonly writer: string; readonly key: Uint8Array },
  ): Promise<"ok" | "full" | Exclude<NoSpace, "server">> {
    const { unsaidMs, maxRedisRoomBytes } = this.#limits;
    const { isNew, place, writer, key } = file;
    const limits = [maxRoomBytes, maxRedisRoomBytes, maxUnsaid, unsaidMs];
    const args = [writer, isNew ? 1 : 0, bytes, place, uploaderId, ...limits, key.toBase64(), about];
    const [outcome] = await this.#run("reserve", address, args);
    return String(outcome) as "ok";
  }

  /** Counts bytes among those of all rooms. @returns false where they are too many */
  async count(place: Place, epoch: string, bytes: number): Promise<boolean> {
    if (bytes === 0) return true;
    const [outcome] = await this.#runCount("count", this.#totalKey(place), [
      epoch,
      bytes,
      this.#limits.maxBytes[place],
    ]);
    return String(outcome) === "ok";
  }

  async look(address: FileAddress): Promise<KnownFile | undefined> {
    return parseKnown(await this.#run("look", address, []), this.#limits.unsaidMs);
  }

  async takeOver(address: FileAddress, writer: string): Promise<KnownFile | undefined> {
    const { unsaidMs } = this.#limits;
    return parseKnown(await this.#run("takeOver", address, [writer, unsaidMs]), unsaidMs);
  }

  /** Tells what is safe. @throws `FileGone` where another writes it */
  async save(address: FileAddress, writer: string, bytes: number, pieces: readonly string[], tail: string) {
    const args = [writer, this.#limits.unsaidMs, bytes, pieces.join(" "), tail];
    assertOurs(await this.#run("save", address, args));
  }

  async complete(address: FileAddress, writer: string, view: string): Promise<boolean> {
    const [outcome] = await this.#run("complete", address, [writer, this.#limits.unsaidMs, view]);
    return String(outcome) === "ok";
  }

  async claim(address: FileAddress, token: string, attempt: string): Promise<boolean> {
    const [outcome] = await this.#run("claim", address, [token, attempt]);
    return String(outcome) === "ok";
  }

  async release(address: FileAddress, attempt: string): Promise<void> {
    await this.#run("release", address, [attempt, this.#limits.unsaidMs]);
  }

  async keep(address: FileAddress): Promise<void> {
    await this.#run("keep", address, []);
  }

  /** Forgets a file. Exactly one of all who do so is told what there was of it. */
  async drop(address: FileAddress, which: WhichFiles): Promise<DroppedFile | "gone" | "kept"> {
    const [outcome, counted, place, pieces, tail] = await this.#run("drop", address, [which]);
    if (String(outcome) !== "ok") return String(outcome) as "gone";
    const names = namesIn(`${pieces} ${tail}`.trim());
    return { countedBytes: Number(counted), place: String(place) as Place, pieces: names };
  }

  /** @throws `FileGone` where another writes it */
  async putPiece(address: FileAddress, writer: string, name: string, bytes: Uint8Array): Promise<void> {
    assertOurs(await this.#run("putPiece", address, [writer, name, bytes]));
  }

  async readPiece(address: FileAddress, name: string): Promise<Uint8Array> {
    const [piece] = await this.#run("readPiece", address, [name]);
    if (!(piece instanceof Uint8Array)) throw new FileGone("the file is gone");
    return piece;
  }

  async removePieces(address: FileAddress, names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#run("removePieces", address, names);
  }

  /** Corrects what rooms count for, where nodes died between two steps. */
  async recount(): Promise<void> {
    for (const [at, place] of (["redis", "outside"] as const).entries()) {
      const key = this.#totalKey(place);
      const entries = (await this.#runCount("readHash", key, [])).map(String);
      for (let n = 0; n + 1 < entries.length; n += 2) {
        const [epoch = "", before = ""] = entries.slice(n);
        if (epoch === "total") continue;
        const measured = await this.#run("measure", { epoch, id: "" }, []);
        const now = String(measured[at]);
        if (now !== before) await this.#runCount("recount", key, [epoch, before, now]);
      }
    }
  }

  /** Returns whether this node is the first one in that time to ask. */
  async lock(name: string, ms: number): Promise<boolean> {
    const [outcome] = await this.#runCount("lock", `${this.#prefix}${name}`, [ms]);
    return String(outcome) === "ok";
  }

  memory(): ReturnType<RunScripts["memory"]> {
    return this.#redis.memory().catch(unreachable);
  }

  close(): void {
    this.#redis.close();
  }

  #totalKey(place: Place): string {
    return `${this.#prefix}files:${place}`;
  }

  #run(script: FileScript, { epoch, id }: FileAddress, args: readonly Argument[]): Promise<readonly unknown[]> {
    const room = `${this.#prefix}{${epoch}}`;
    const keys = [`${room}:file:${id}`, `${room}:space`, room];
    return this.#redis.run(FILE_SCRIPTS[script], keys, [id, ...args]).catch(unreachable);
  }

  #runCount(script: keyof typeof COUNT_SCRIPTS, key: string, args: readonly Argument[]): Promise<readonly unknown[]> {
    return this.#redis.run(COUNT_SCRIPTS[script], [key], args).catch(unreachable);
  }
}

function unreachable(cause: unknown): never {
  throw new FileUnreachable(`Redis: ${cause instanceof Error ? cause.message : cause}`);
}

function assertOurs([outcome]: readonly unknown[]): void {
  if (String(outcome) !== "ok") throw new FileGone("another node writes the file, or it is gone");
}

function parseKnown([outcome, ...reply]: readonly unknown[], unsaidMs: number): KnownFile | undefined {
  if (String(outcome) !== "ok") return undefined;
  const [uploaderId = "", about = "", bytes, pieces = "", tail = "", key = "", place, view = "", claim = "", left] =
    reply.map(String);
  return {
    uploaderId,
    about,
    bytes: Number(bytes),
    pieces: namesIn(pieces),
    tail,
    key: Uint8Array.fromBase64(key),
    place: place as Place,
    view: view === "" ? undefined : JSON.parse(view),
    claim: claim === "" ? undefined : claim,
    leftMs: Number(left) || unsaidMs,
  };
}
