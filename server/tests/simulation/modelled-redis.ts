// A model of Redis and of the network to it: what the scripts do, written a second time, and each way takes its time, in order.
// Connections break and lose what is published meanwhile; Redis stands still; it forgets its last writes, as when a replica
// becomes master that had not got them.
import type { ConnectLink } from "../../engine/redis/redis-link.ts";
import type { RoomKeys } from "../../engine/redis/room-keys.ts";
import { parsePlace } from "../../engine/redis/scripts/room-place.ts";
import { MAX_NONCES, TAG_LENGTH } from "../../engine/redis/scripts/script-parts.ts";
import type { ScriptName } from "../../engine/redis/scripts/scripts.ts";
import type { Reply } from "../../engine/redis/wire-format.ts";
import { ModelledLink } from "./modelled-link.ts";
import { ModelledNodes } from "./modelled-nodes.ts";
import type { VirtualTime } from "./virtual-time.ts";

type Argument = string | number;

type StoredRoom = {
  fields: Record<"founding" | "state" | "expires" | "code" | "tag" | "floor", string>;
  numbers: Record<"edition" | "head" | "oldest" | "version" | "bytes" | "known" | "erasedBy", number>;
  log: Map<number, string>;
  nonces: Map<string, string>;
  due: Set<string>;
};

/** What a script would keep in the field of the room's place. */
const placeOf = ({ fields: { tag, floor }, numbers }: Pick<StoredRoom, "fields" | "numbers">) =>
  `${numbers.head} ${tag} ${numbers.oldest} ${numbers.version} ${numbers.bytes} ${numbers.known} ${floor}`;

export class ModelledRedis {
  readonly #time: VirtualTime;
  readonly #random: () => number;
  /** The least and the most ms of one way. */
  readonly #wayMs: readonly [number, number];
  #rooms = new Map<string, StoredRoom>();
  /** Those that have another epoch and are not carried over yet. */
  #formers = new Map<string, StoredRoom>();
  #values = new Map<string, string>();
  #sets = new Map<string, Set<string>>();
  #nodes = new ModelledNodes();
  readonly #links = new Set<ModelledLink>();
  readonly #subscribers = new Map<string, Set<ModelledLink>>();
  #standsUntil = 0;
  #saved:
    | {
        rooms: Map<string, StoredRoom>;
        formers: Map<string, StoredRoom>;
        values: Map<string, string>;
        nodes: ModelledNodes;
      }
    | undefined;
  scripts = 0;
  messages = 0;

  constructor(time: VirtualTime, random: () => number, wayMs: readonly [number, number]) {
    this.#time = time;
    this.#random = random;
    this.#wayMs = wayMs;
  }

  /** Returns a function that connects a node, and the connection once it is there. */
  connector(): { connect: ConnectLink; link: () => ModelledLink } {
    let link: ModelledLink | undefined;
    const connect: ConnectLink = async (_address, events, { timeoutMs = 2_000 }) => {
      link = new ModelledLink(this, this.#time, events, timeoutMs);
      this.#links.add(link);
      return link;
    };
    return { connect, link: () => link as ModelledLink };
  }

  /** Answers nothing for so long. */
  stand(ms: number): void {
    this.#standsUntil = this.#time.now + ms;
  }

  /** Remembers what there is. */
  save(): void {
    const nodes = Object.assign(new ModelledNodes(), structuredClone({ ...this.#nodes }));
    const [rooms, formers] = [structuredClone(this.#rooms), structuredClone(this.#formers)];
    this.#saved = { rooms, formers, values: new Map(this.#values), nodes };
  }

  /** Goes back to what was saved. All connections break. */
  fallBack(): void {
    if (this.#saved === undefined) return;
    [this.#rooms, this.#formers] = [this.#saved.rooms, this.#saved.formers];
    [this.#values, this.#nodes] = [this.#saved.values, this.#saved.nodes];
    this.#saved = undefined;
    for (const link of this.#links) link.cut(500);
  }

  way(): number {
    const [least, most] = this.#wayMs;
    return least + this.#random() * (most - least);
  }

  /** When something that arrives now is looked at. */
  get readyAt(): number {
    return Math.max(this.#time.now, this.#standsUntil);
  }

  subscribe(channel: string, link: ModelledLink): void {
    this.#subscribers.set(channel, (this.#subscribers.get(channel) ?? new Set()).add(link));
  }

  unsubscribe(channel: string, link: ModelledLink): void {
    this.#subscribers.get(channel)?.delete(link);
  }

  publish(channel: string, message: string): number {
    const reached = this.#subscribers.get(channel) ?? new Set();
    this.messages += reached.size;
    for (const link of reached) link.deliver(channel, message);
    return reached.size;
  }

  execute(name: ScriptName, keys: RoomKeys, args: readonly Argument[]): Reply {
    this.scripts++;
    const [key = "", channel = ""] = keys;
    const room = this.#rooms.get(key);
    switch (name) {
      case "open":
        return this.#open(key, args);
      case "append":
        return room === undefined ? ["gone"] : this.#append(room, channel, args);
      case "appendNext":
        return room === undefined ? ["other"] : this.#appendNext(room, channel, args);
      case "saveState": {
        if (room === undefined) return this.#missing(key);
        if (`${room.numbers.version}` !== `${args[1]}`) return ["stale", room.numbers.version];
        Object.assign(room.fields, { state: args[0], expires: args[2] });
        room.numbers.version = Math.max(room.numbers.version + 1, Number(args[3] ?? 0));
        this.publish(channel, `state ${room.numbers.version}\n\n${args[0]}`);
        return ["ok", room.numbers.version];
      }
      case "read":
        return room === undefined ? this.#missing(key) : this.#read(room, Number(args[0]), `${args[1]}`);
      case "renew": {
        const next = this.#values.get(`${key}:next`);
        if (next !== undefined) return ["next", next];
        if (room !== undefined) this.#formers.set(key, room);
        this.#values.set(`${key}:next`, `${args[0]}`);
        this.#rooms.delete(key);
        this.publish(channel, `next\n${args[0]}`);
        return [room === undefined ? "lost" : "ok"];
      }
      case "readFormer": {
        const former = this.#formers.get(key);
        return former === undefined ? ["lost"] : this.#read(former, -1, "");
      }
      case "dropFormer":
        this.#formers.delete(key);
        return ["ok"];
      case "claimCode": {
        const holder = this.#values.get(key);
        if (holder !== undefined && holder !== "" && holder !== args[0] && holder !== args[2]) return [holder];
        this.#values.set(key, `${args[0]}`);
        return [args[0]];
      }
      case "moveCode":
        if ((this.#values.get(key) ?? args[0]) === args[0]) this.#values.set(key, `${args[1]}`);
        return ["ok"];
      case "lookUp":
        return [this.#values.get(key) ?? null];
      case "members":
        return [...(this.#sets.get(key) ?? [])];
      case "setMember": {
        const set = this.#sets.get(key) ?? new Set();
        if (args[1] === 1) set.add(`${args[0]}`);
        else set.delete(`${args[0]}`);
        this.#sets.set(key, set);
        return ["ok"];
      }
      // In what is simulated, nobody asks for rooms that no node has.
      case "indexRoom":
      case "unindexRoom":
      case "attendRooms":
      case "addForTime":
        return ["ok"];
      case "takeDueRooms":
        return [];
      case "beat":
        return this.#nodes.beat(this.#time.now, `${args[0]}`, `${args[1]}`, args[2] === 1, args[3] === 1);
      case "keepFirst": {
        const isNew = !this.#values.has(key);
        if (isNew) this.#values.set(key, `${args[0]}`);
        return [this.#values.get(key), ...(isNew ? [1] : [])];
      }
      case "keepFor":
        // Nothing that is simulated takes a day.
        if (!this.#values.has(key)) this.#values.set(key, `${args[0]}`);
        return [this.#values.get(key), args[1]];
      default:
        throw new Error(`ERR nothing that is simulated runs ${name}`);
    }
  }

  #missing(key: string): Reply {
    const next = this.#values.get(`${key}:next`);
    return next === undefined ? ["lost"] : ["next", next];
  }

  #open(key: string, args: readonly Argument[]): Reply {
    if (this.#rooms.has(key)) return ["exists"];
    const [founding, state, expires, head, tag, oldest, version, floor, code] = args.map(String);
    let at = 9;
    const counted = (): [string, string][] => {
      const count = Number(args[at]);
      const flat = args.slice(at + 1, at + 1 + 2 * count).map(String);
      at += 1 + 2 * count;
      return Array.from({ length: count }, (_, n) => [flat[2 * n] ?? "", flat[2 * n + 1] ?? ""]);
    };
    const log = new Map(counted().map(([seq, entry]) => [Number(seq), entry]));
    this.#rooms.set(key, {
      fields: { founding, state, expires, code, tag, floor } as StoredRoom["fields"],
      numbers: {
        edition: 0,
        head: Number(head),
        oldest: Number(oldest),
        version: Number(version),
        bytes: 0,
        known: 0,
        erasedBy: 0,
      },
      log,
      nonces: new Map(counted()),
      due: new Set(),
    });
    return ["ok"];
  }

  #append({ fields, numbers, log, nonces }: StoredRoom, channel: string, args: readonly Argument[]): Reply {
    const [state = "", builtOn, expires, most, , callersOldest] = args;
    const count = Number(args[7]);
    const isRepeated = count === 1 && nonces.has(`${args[12]}`);
    if (state !== "" && `${builtOn}` !== `${numbers.version}` && !isRepeated) return ["stale"];
    const [seen, seenTag] = [Number(args[10]), `${args[11]}`];
    const tagThere = seen === numbers.head ? fields.tag : (log.get(seen)?.slice(0, TAG_LENGTH) ?? seenTag);
    if (!isRepeated && (seen > numbers.head || tagThere !== seenTag)) return ["other"];
    const [previous, told, answers] = [fields.tag, [] as string[], [] as string[]];
    for (let n = 0; n < count; n++) {
      const [nonce, timestamp, entry] = args.slice(12 + 3 * n, 15 + 3 * n).map(String) as [string, string, string];
      const first = nonce === "" ? undefined : nonces.get(nonce);
      if (first !== undefined) {
        answers.push(`repeated ${first}`);
        continue;
      }
      answers.push(`${++numbers.head} ${fields.tag}`);
      fields.tag = entry.slice(0, TAG_LENGTH);
      log.set(numbers.head, entry);
      told.push(entry);
      numbers.bytes += entry.length;
      if (nonce !== "") this.#remember({ numbers, nonces }, nonce, `${numbers.head} ${timestamp}`);
    }
    if (told.length === 0) return answers;
    const target = Math.min(Math.max(Number(callersOldest), numbers.head + 1 - Number(most)), numbers.head);
    for (; numbers.oldest < target; numbers.oldest++) {
      fields.floor = log.get(numbers.oldest)?.slice(0, TAG_LENGTH) ?? fields.floor;
      log.delete(numbers.oldest);
    }
    if (state !== "") {
      numbers.version++;
      Object.assign(fields, { state, expires });
      told.push(`${state}`);
    }
    const at = placeOf({ fields, numbers });
    this.publish(channel, `event ${at} ${previous}\n${told.join("\n")}`);
    const place = `${numbers.oldest} ${numbers.version}`;
    return [...answers.map((answer) => (answer.startsWith("repeated") ? answer : `${answer} ${place}`)), at];
  }

  #appendNext(room: StoredRoom, channel: string, args: readonly Argument[]): Reply {
    const { fields, numbers, log } = room;
    const [known, next, previous] = args.map(String) as [string, string, string];
    const count = Number(args[3]);
    const entries = args.slice(4, 4 + 2 * count);
    const results = args.slice(4 + 2 * count).map(String);
    if (placeOf(room) !== known) return ["other"];
    const told: string[] = [];
    for (let n = 0; n < count; n++) {
      const entry = String(entries[2 * n + 1]);
      log.set(Number(entries[2 * n]), entry);
      told.push(entry);
    }
    for (let at = 0; at < results.length; at += 2) this.#remember(room, results[at] ?? "", results[at + 1] ?? "");
    const { head, tag, bytes } = parsePlace(next);
    fields.tag = tag;
    Object.assign(numbers, { head, bytes });
    this.publish(channel, `event ${next} ${previous}\n${told.join("\n")}`);
    return ["ok"];
  }

  #remember({ numbers, nonces }: Pick<StoredRoom, "numbers" | "nonces">, nonce: string, result: string): void {
    numbers.known++;
    nonces.set(nonce, result);
    for (const [oldest] of nonces) if (nonces.size > MAX_NONCES) nonces.delete(oldest);
  }

  #read({ fields, numbers, log, nonces, due }: StoredRoom, after: number, known: string): Reply {
    const first = Math.max(after + 1, numbers.oldest);
    const before = first > numbers.oldest ? (log.get(first - 1)?.slice(0, TAG_LENGTH) ?? "") : fields.floor;
    const entries: string[] = [];
    for (let seq = first; seq <= numbers.head; seq++) entries.push(log.get(seq) ?? "");
    const { head, oldest, version, edition } = numbers;
    const everything = after < 0;
    const state = `${version}` === known ? "" : fields.state;
    const plain = [
      `${head}`,
      fields.tag,
      `${oldest}`,
      `${version}`,
      `${edition}`,
      state,
      fields.founding,
      fields.expires,
    ];
    return ["ok", ...plain, before, fields.code, entries, everything ? [...nonces].flat() : [], [], [...due]];
  }
}
