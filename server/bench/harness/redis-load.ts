// What the Redis engine costs and takes, measured in this process: what Redis itself spends on an event, what a node that has
// missed events needs to have them, and how long rooms stand still when a master dies.
import { readFileSync } from "node:fs";
import Redis from "ioredis";
import { draft } from "../../engine/engine-contract.ts";
import { MOST_TOGETHER } from "../../engine/redis/append-queue.ts";
import { nextKeys, plainKeys, roomKeys } from "../../engine/redis/room-keys.ts";
import { appendNext, parsePlace, type RoomPlace, type SentEvent } from "../../engine/redis/scripts/room-place.ts";
import { SCRIPTS } from "../../engine/redis/scripts/scripts.ts";
import { encodeEntry, FIRST_TAG, splitText } from "../../engine/redis/wire-format.ts";
import { RedisNode } from "../../testing/redis-node.ts";
import { addReplica, type RedisServer, startRedisCluster } from "../../testing/redis-servers.ts";
import { median } from "./statistics.ts";

const PREFIX = "bench:";
const ROOMS = 300;
const PIPELINE = 1_000;
const EVENTS = 60_000;
const MESSAGE = "Is that how long a message is that people write to each other? It is about so long.";
const HISTORY = 500;
const HISTORY_BYTES = 1 << 22;
const BARE_SCRIPT = `
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ${HISTORY}, '*', 'event', ARGV[1])
redis.call('SPUBLISH', KEYS[2], ARGV[1])
return 1
`;

type Pipeline = ReturnType<Redis["pipeline"]>;

/** Returns the CPU time that a process has used, to the µs. */
const cpuUs = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1000;

let tags = 0;

/** The newest event of each room of the Redis that is measured, which the next one builds on. */
const newest = new Map<string, { seq: number; tag: string }>();

/** Returns an event on its way, and its tag. */
function nextEvent(epoch: string, nonce: string): { sent: SentEvent; tag: string } {
  const event = draft(MESSAGE, nonce);
  const tag = (++tags).toString(16).padStart(16, "0");
  return { sent: [`chat member ${nonce}`, event.timestamp, encodeEntry(tag, ...splitText(epoch, event))], tag };
}

/** Returns what a node passes to the script that decides. Messages of a room must be sent in the order of the calls. */
function appendArguments(epoch: string, nonce: string): (string | number)[] {
  const { sent, tag } = nextEvent(epoch, nonce);
  const before = newest.get(epoch) ?? { seq: 0, tag: FIRST_TAG };
  newest.set(epoch, { seq: before.seq + 1, tag });
  const room = ["", "", "", HISTORY, HISTORY_BYTES, 1, 0, 1, "", "", before.seq, before.tag];
  return [...room, ...sent];
}

/** How many messages of a room go together where they gather, and how many in a room that is as busy as can be. */
export const GATHERED = 8;
export const MOST = MOST_TOGETHER;

export type CoreRates = {
  /** One in each call. */
  readonly messages: number;
  /** `GATHERED` in each call. */
  readonly together: number;
  /** `MOST` in each call. */
  readonly most: number;
  /** Scripts that add the same text to a stream and publish it. */
  readonly scripts: number;
  readonly sets: number;
};

/**
 * Returns how many messages a second would keep one core of Redis busy: to many rooms, each on two nodes, sent in pipelines as
 * nodes do that know the rooms. And how many scripts and commands that only keep a text of that length: what this machine makes
 * of any Redis at that moment.
 */
export async function measureCore(server: RedisServer): Promise<CoreRates> {
  const nodes = [await RedisNode.connect(server.url, PREFIX), await RedisNode.connect(server.url, PREFIX)];
  const epochs = Array.from({ length: ROOMS }, (_, n) => `busy${n}`);
  for (const epoch of epochs) {
    await nodes[0]?.open(epoch);
    // A room's first nonce goes by the script that decides.
    await nodes[0]?.append(epoch, draft(MESSAGE, "first"));
  }
  for (const { engine } of nodes) await engine.close();
  const subscribers = [new Redis(server.url), new Redis(server.url)];
  for (const each of subscribers) {
    await Promise.all(epochs.map((epoch) => each.ssubscribe(roomKeys(PREFIX, epoch)[1] ?? "")));
  }
  const sender = new Redis(server.url);
  const hash = (await sender.script("LOAD", SCRIPTS.appendNext)) as string;
  const bare = (await sender.script("LOAD", BARE_SCRIPT)) as string;
  const places = new Map<string, RoomPlace>();
  for (const epoch of epochs) {
    places.set(epoch, parsePlace((await sender.hget(roomKeys(PREFIX, epoch)[0] ?? "", "at")) ?? ""));
  }
  const bounds = { events: HISTORY_BYTES, bytes: HISTORY_BYTES };
  const inPipelines = async (count: number, step: number, add: (pipeline: Pipeline, epoch: string) => void) => {
    for (let sent = 0, calls = 0; sent < count; ) {
      const pipeline = sender.pipeline();
      for (const until = sent + PIPELINE; sent < until; sent += step) add(pipeline, epochs[calls++ % ROOMS] ?? "");
      for (const [error, answer] of (await pipeline.exec()) ?? []) {
        if (error !== null || String(answer) === "other") throw error ?? new Error("the room is otherwise");
      }
    }
  };
  const append = (step: number) => (count: number) =>
    inPipelines(count, step, (pipeline, epoch) => {
      const events = Array.from({ length: step }, () => nextEvent(epoch, `n${tags}`).sent);
      const next = appendNext(places.get(epoch) ?? parsePlace(""), events, bounds, 1);
      const place = next?.outcomes.at(-1)?.place;
      if (next === undefined || place === undefined) throw new Error("the room is full");
      places.set(epoch, place);
      const keys = nextKeys(roomKeys(PREFIX, epoch), next.nonces);
      pipeline.evalsha(hash, keys.length, ...keys, ...next.args);
    });
  const rateOf = async (action: (count: number) => Promise<void>) => {
    await action(EVENTS / 4);
    const before = cpuUs(server.pid);
    await action(EVENTS);
    return (EVENTS * 1e6) / (cpuUs(server.pid) - before);
  };
  const [, , text] = nextEvent("bare", "n").sent;
  const rates = {
    messages: await rateOf(append(1)),
    together: await rateOf(append(GATHERED)),
    most: await rateOf(append(MOST)),
    scripts: await rateOf((count) =>
      inPipelines(count, 1, (pipeline, epoch) => {
        const [room = "", channel = ""] = roomKeys(PREFIX, epoch);
        pipeline.evalsha(bare, 2, `${room}:bare`, channel, text);
      }),
    ),
    sets: await rateOf((count) => inPipelines(count, 1, (pipeline, epoch) => pipeline.set(`set${epoch}`, text))),
  };
  for (const each of [sender, ...subscribers]) each.disconnect();
  return rates;
}

const MISSED = 50;
/** Measured: up to 40,000 events, the code that takes them in becomes faster. A node in use is past that. */
const WARM_CATCH_UPS = 1_000;
const CATCH_UPS = 500;

/** Returns the ms that a node takes to read and deliver what it has missed, as after a broken connection. */
export async function catchUp(server: RedisServer): Promise<number> {
  newest.clear();
  const node = await RedisNode.connect(server.url, PREFIX);
  const sender = new Redis(server.url);
  const hash = (await sender.script("LOAD", SCRIPTS.append)) as string;
  const epoch = "missed";
  await node.open(epoch);
  // Nobody hears what is published on another channel.
  const [room = "", , ...nonces] = plainKeys(roomKeys(PREFIX, epoch));
  const keys = [room, `${room}:elsewhere`, ...nonces];
  const found: number[] = [];
  for (let n = 0; n < WARM_CATCH_UPS + CATCH_UPS; n++) {
    for (let m = 0; m < MISSED; m++) {
      await sender.evalsha(hash, keys.length, ...keys, ...appendArguments(epoch, `m${n}-${m}`));
    }
    const delivered = node.when(() => node.events.length === MISSED).then(() => performance.now());
    const began = performance.now();
    // It also looks after what isn't the room's, for which no member waits.
    await node.engine.check();
    if (node.events.length !== MISSED) throw new Error("not everything came");
    found.push((await delivered) - began);
    // A node keeps only what history does.
    for (const all of [node.events, node.texts]) all.length = 0;
  }
  sender.disconnect();
  await node.engine.close();
  return median(found.slice(WARM_CATCH_UPS));
}

const LIVING_ROOMS = 120;
const NODE_TIMEOUT_MS = 2_000;
const LEAST_WAIT_MS = 20;

/** Returns the s from the death of a master until all rooms, of which a third were on it, take messages again. */
export async function masterDeath(): Promise<number> {
  const masters = await startRedisCluster(NODE_TIMEOUT_MS);
  const replicas = await Promise.all(masters.map((master) => addReplica(master, NODE_TIMEOUT_MS)));
  const [url = ""] = masters.slice(1).map((master) => master.url);
  const nodes = [await RedisNode.connect(url, PREFIX), await RedisNode.connect(url, PREFIX)] as const;
  const rooms = Array.from({ length: LIVING_ROOMS }, (_, n) => `mortal${n}`);
  for (const epoch of rooms) {
    await nodes[0].open(epoch);
    await nodes[1].join(epoch);
  }
  const began = performance.now();
  await masters[0]?.kill();
  // A room that moves to another epoch has not everything back: the one it has then is not asked for here.
  await Promise.all(
    rooms.map(async (epoch) => {
      for (let tries = 0; ; tries++) {
        const current = nodes[0].restarted.find(({ former }) => former === epoch)?.record.epoch ?? epoch;
        const answer = await nodes[0].engine.append(current, draft(`${tries}`));
        if (!("code" in answer)) return;
        await Bun.sleep(LEAST_WAIT_MS);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const { engine } of nodes) await engine.close();
  for (const each of [...masters, ...replicas]) await each.stop();
  return seconds;
}
