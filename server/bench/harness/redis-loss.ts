// What a Cluster loses of acknowledged events when a master dies, where nothing waits for its replica: as long as the nodes
// live, which give back what they have, and where a room's only node dies at the same moment.
import { draft } from "../../engine/engine-contract.ts";
import { ReplicatedCluster } from "../../testing/redis-cluster.ts";
import { RedisNode } from "../../testing/redis-node.ts";

const PREFIX = "loss:";
/** Of each kind; a third of them are on the master that dies. */
const ROOMS = 60;
/** Messages a second, to all rooms together. */
export const LOSS_LOAD = 2_000;
const STEP_MS = 5;
const LOADED_MS = 1_000;
/** How long the load goes on when all rooms take messages again. */
const AFTER_MS = 500;
const NODE_TIMEOUT_MS = 2_000;
const POLL_MS = 20;

/** Of one death, how many acknowledged events are gone. */
export type Loss = {
  /** Of rooms whose nodes live. */
  readonly alive: number;
  /** Of rooms whose only node died with the master. */
  readonly gone: number;
  /** How many were acknowledged in all. */
  readonly acknowledged: number;
};

/** A room, with what was acknowledged in it. */
class LoadedRoom {
  readonly acknowledged = new Set<string>();
  readonly #writers: readonly RedisNode[];
  readonly #epoch: string;
  #sent = 0;
  /** Whether the last message was refused, or has no answer yet. */
  isRefusing = false;

  constructor(epoch: string, writers: readonly RedisNode[]) {
    this.#epoch = epoch;
    this.#writers = writers;
  }

  /** The epoch in which the room goes on, as its first node has it. */
  get epoch(): string {
    return this.#epochOn(this.#writers[0] as RedisNode);
  }

  async say(): Promise<void> {
    const writer = this.#writers[this.#sent % this.#writers.length] as RedisNode;
    const nonce = `${this.#epoch} ${this.#sent++}`;
    const outcome = await writer.engine.append(this.#epochOn(writer), draft(nonce, nonce));
    this.isRefusing = "code" in outcome;
    if (!this.isRefusing) this.acknowledged.add(nonce);
  }

  /** Returns how many of the acknowledged are not in this history. */
  lostIn(texts: readonly string[]): number {
    const kept = new Set(texts.map((text) => JSON.parse(text).nonce));
    return [...this.acknowledged].filter((nonce) => !kept.has(nonce)).length;
  }

  #epochOn({ restarted }: RedisNode): string {
    let epoch = this.#epoch;
    for (const { former, record } of restarted) if (former === epoch) epoch = record.epoch;
    return epoch;
  }
}

/** Kills masters, one after the other, under a steady load. */
export async function measureLoss(kills: number): Promise<Loss[]> {
  const cluster = await ReplicatedCluster.start(NODE_TIMEOUT_MS);
  try {
    const found: Loss[] = [];
    for (let n = 0; n < kills; n++) found.push(await lossOfOne(cluster, n));
    return found;
  } finally {
    await cluster.stop();
  }
}

async function lossOfOne(cluster: ReplicatedCluster, number: number): Promise<Loss> {
  const { masters } = await cluster.roles();
  const victim = masters[number % masters.length];
  const { url = "" } = cluster.servers.find((server) => server !== victim) ?? {};
  const options = { events: 100_000, maxBytes: 1 << 28 };
  const connect = () => RedisNode.connect(url, PREFIX, options);
  const [first, second, mortal] = [await connect(), await connect(), await connect()];
  const names = (kind: string) => Array.from({ length: ROOMS }, (_, n) => `${kind}${number}x${n}`);
  const [alive, gone]: LoadedRoom[][] = [[], []];
  for (const epoch of names("alive")) {
    await first.open(epoch);
    await second.join(epoch);
    alive?.push(new LoadedRoom(epoch, [first, second]));
  }
  for (const epoch of names("gone")) {
    await mortal.open(epoch);
    gone?.push(new LoadedRoom(epoch, [mortal]));
  }
  const [living, dying] = [alive ?? [], gone ?? []];
  let loaded = [...living, ...dying];
  const beganAt = performance.now();
  let said = 0;
  const load = setInterval(() => {
    const due = Math.floor(((performance.now() - beganAt) / 1_000) * LOSS_LOAD);
    for (; said < due; said++) void loaded[said % loaded.length]?.say().catch(() => {});
  }, STEP_MS);
  await Bun.sleep(LOADED_MS);
  const killed = victim?.kill();
  // What its only node hears from now on counts for nothing: it is gone, too.
  loaded = living;
  const before = dying.map(({ acknowledged }) => new Set(acknowledged));
  await Promise.all([killed, mortal.engine.close()]);
  for (const [at, room] of dying.entries()) {
    for (const nonce of room.acknowledged) if (!before[at]?.has(nonce)) room.acknowledged.delete(nonce);
  }
  if (victim !== undefined) await cluster.replaced(victim);
  await Bun.sleep(NODE_TIMEOUT_MS);
  while (living.some(({ isRefusing }) => isRefusing)) await Bun.sleep(POLL_MS);
  await Bun.sleep(AFTER_MS);
  clearInterval(load);
  await victim?.start();
  await cluster.settled();
  for (const node of [first, second]) await node.engine.check();
  const late = await connect();
  let [lostAlive, lostGone] = [0, 0];
  for (const room of living) lostAlive += room.lostIn(first.history(room.epoch));
  for (const room of dying) {
    await late.join(room.epoch);
    lostGone += room.lostIn(late.history(room.epoch));
  }
  for (const { engine } of [first, second, late]) await engine.close();
  const acknowledged = [...living, ...dying].reduce((sum, room) => sum + room.acknowledged.size, 0);
  if (acknowledged < LOSS_LOAD / 2) throw new Error(`only ${acknowledged} were acknowledged`);
  return { alive: lostAlive, gone: lostGone, acknowledged };
}
