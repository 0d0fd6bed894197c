// Simulates many nodes with one room spread over all of them: the real engine and the real domain, on virtual time, with a
// modelled Redis and network. Checks that everybody sees one order, nothing twice, and all that was acknowledged.
import type { Cursor } from "#protocol/frames";
import { toldState, withMovedPins } from "../../chat/room-model/room-state.ts";
import { RedisEngine } from "../../engine/redis/redis-engine.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { createFakeDomain, type FakeClient, fakeToken } from "../../testing/fake-domain.ts";
import { seededRandom, seededRandomBytes } from "../../testing/seeded-random.ts";
import { ModelledRedis } from "./modelled-redis.ts";
import { VirtualTime } from "./virtual-time.ts";

export type SimulationOptions = {
  readonly nodes: number;
  /** How many of the nodes have a member who talks; each node has one who listens. */
  readonly talkers: number;
  readonly messages: number;
  readonly faults: number;
  readonly seed: number;
  /** A bug that the checks must find: a node loses one of a hundred events that it gets. */
  readonly isLossy?: boolean;
};

export type SimulationResult = {
  readonly problems: readonly string[];
  readonly acknowledged: number;
  /** Of those, what Redis forgot when it lost its last writes: nothing else may lose any. */
  readonly lost: number;
  readonly deliveries: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly epochs: number;
  readonly reconnects: number;
  readonly redisScripts: number;
  readonly redisMessages: number;
  /** ms of virtual time from sending to the last living node's member. */
  readonly delayMs: { readonly p50: number; readonly p99: number };
  readonly virtualSeconds: number;
};

const TICK_MS = 100;
/** One way over a network within one place. */
const WAY_MS = [1, 4] as const;
const REJOIN_MS = 500;
const RETRY_MS = 300;
const HISTORY = 100_000;
const PREFIX = "sim:";

/** Frames that nothing is checked of: with many nodes, most are. */
const SIGNAL = /^\{"type":"(roster|user_joined|user_left|away)"/;

type Node = Awaited<ReturnType<typeof startNode>>;

async function startNode(redis: ModelledRedis, clock: FakeClock, seed: number) {
  const faults: unknown[] = [];
  const { connect, link } = redis.connector();
  const random = seededRandomBytes(seed);
  let epochs = 0;
  const engine = await RedisEngine.connect({
    address: { hosts: [], isTls: false, database: 0 },
    connect,
    prefix: PREFIX,
    bounds: { events: HISTORY, bytes: 1 << 30 },
    maxBytes: 1 << 30,
    random,
    newEpoch: () => `r${seed}x${++epochs}`,
    decodeState: toldState,
    movePins: withMovedPins,
    reportFault: (error) => faults.push(error),
  });
  const domain = createFakeDomain({ engine, clock, seed, limits: false });
  return { engine, domain, link: link(), faults, isAlive: true };
}

/** A member on one node, with what they have seen. */
class Member {
  readonly id: string;
  readonly node: Node;
  client: FakeClient | undefined;
  cursor: Cursor | undefined;
  reconnects = -1;
  readonly seen = new Set<string>();
  readonly said = new Set<string>();

  constructor(id: string, node: Node) {
    this.id = id;
    this.node = node;
  }
}

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const time = new VirtualTime();
  const restore = time.install();
  const startedAt = time.now;
  try {
    return await run(options, time, startedAt);
  } finally {
    restore();
  }
}

async function run(options: SimulationOptions, time: VirtualTime, startedAt: number): Promise<SimulationResult> {
  const { nodes: count, talkers, messages, seed } = options;
  const random = seededRandom(seed);
  const redis = new ModelledRedis(time, random, WAY_MS);
  const problems: string[] = [];
  const faults: Record<string, number> = {};
  const nodes: Node[] = [];
  const starting = Array.from({ length: count }, async (_, n) => {
    nodes[n] = await startNode(redis, new FakeClock(time.now), seed * 10_000 + n);
  });
  await time.until(() => Object.keys(nodes).length === count, 5, 5_000);
  await Promise.all(starting);
  const tick = () => {
    for (const { domain, isAlive } of nodes) {
      if (!isAlive) continue;
      domain.clock.now = time.now;
      while (!domain.rooms.tick(time.now));
      domain.fanout.published.length = 0;
    }
    time.after(TICK_MS, tick);
  };
  tick();

  /** The text of each event, by its id: the same for everybody. */
  const texts = new Map<string, string>();
  /** Events that not all have seen alike: only an epoch that has ended for that may have them (D14). */
  const differing = new Set<string>();
  const sentAt = new Map<string, number>();
  const lastSeenAt = new Map<string, number>();
  const acknowledged = new Set<string>();
  const refused: (readonly [Member, string])[] = [];
  let deliveries = 0;
  let reconnects = 0;

  // biome-ignore lint/suspicious/noExplicitAny: frames of every kind
  const see = (member: Member, frame: any) => {
    if (frame.type === "welcome") {
      const isSame = frame.recovered && member.cursor?.epoch === frame.cursor.epoch;
      if (!isSame) member.cursor = undefined;
      for (const event of frame.events) see(member, event);
      member.cursor = frame.cursor;
      // As a client does: whatever has no answer is sent again.
      for (const message of member.said) if (!acknowledged.has(message)) refused.push([member, message]);
      return;
    }
    if (frame.type === "replay") return void frame.events.map((event: object) => see(member, event));
    if (frame.type === "refused" && frame.nonce !== undefined) return void refused.push([member, frame.nonce]);
    if (typeof frame.seq !== "number" || typeof frame.id !== "string") return;
    const epoch = frame.id.slice(0, frame.id.lastIndexOf("-"));
    const { cursor } = member;
    // A nonce that is known is answered with its first event, to its sender alone.
    const isAnswer = frame.nonce !== undefined && cursor?.epoch === epoch && frame.seq <= (cursor?.seq ?? 0);
    if (isAnswer) return void acknowledged.add(frame.message);
    if (cursor !== undefined && cursor.epoch === epoch && frame.seq !== cursor.seq + 1) {
      if (frame.seq > cursor.seq + 1) problems.push(`${member.id}: ${frame.id} came after ${cursor.seq}`);
      else problems.push(`${member.id}: ${frame.id} came twice`);
    }
    member.cursor = { epoch, seq: frame.seq };
    deliveries++;
    const { nonce: _, ...event } = frame;
    const text = JSON.stringify(event);
    const known = texts.get(frame.id);
    if (known === undefined) texts.set(frame.id, text);
    else if (known !== text) differing.add(frame.id);
    if (frame.type !== "chat") return;
    member.seen.add(frame.message);
    lastSeenAt.set(frame.message, time.now);
    if (frame.nonce !== undefined) acknowledged.add(frame.message);
  };

  const members = nodes.map((node, n) => new Member(`m${n}`, node));
  let code = "";
  const join = async (member: Member): Promise<void> => {
    const { node } = member;
    if (!node.isAlive) return;
    const { rooms } = node.domain;
    const later = () => void time.after(REJOIN_MS, () => void join(member));
    if ((await rooms.shared?.bring(code)) !== undefined) return later();
    const [room] = rooms.all;
    if (room === undefined || !node.isAlive) return later();
    const client = node.domain.connect(room);
    member.client = client;
    member.reconnects++;
    if (member.reconnects > 0) reconnects++;
    const { socket } = client;
    socket.send = (text) => {
      if (socket.closedWith !== undefined) return 0;
      if (options.isLossy && random() < 0.01 && text.startsWith('{"type":"chat"')) return text.length;
      for (const line of text.split("\n")) if (!SIGNAL.test(line)) see(member, JSON.parse(line));
      return text.length;
    };
    const close = socket.close.bind(socket);
    socket.close = (reason) => {
      close(reason);
      client.session.handleClosed();
      later();
    };
    client.send({ type: "join", token: fakeToken(member.id), ...(member.cursor && { cursor: member.cursor }) });
  };
  const [first] = nodes as [Node];
  const created = first.domain.rooms.create({}, { id: "owner", name: "Owner", avatar: null });
  void Promise.resolve(created).then((made) => {
    if ("room" in made) code = made.room.founding.code;
  });
  if (!(await time.until(() => code !== "", 5, 5_000))) throw new Error("no room was made");
  for (const member of members) {
    void join(member);
    await time.pass(2);
  }
  const isIn = ({ cursor, node }: Member) => !node.isAlive || cursor !== undefined;
  if (!(await time.until(() => members.every(isIn), 100, 60_000))) problems.push("not everybody came in");

  const say = (member: Member, message: string) => {
    if (!sentAt.has(message)) sentAt.set(message, time.now);
    member.said.add(message);
    if (!member.node.isAlive) return;
    const isOpen = member.client !== undefined && member.client.socket.closedWith === undefined;
    if (isOpen) member.client?.send({ type: "chat", message, nonce: message });
    else refused.push([member, message]);
  };
  const resend = () => {
    for (const [member, message] of refused.splice(0)) if (!acknowledged.has(message)) say(member, message);
    time.after(RETRY_MS, resend);
  };
  resend();
  const alive = () => nodes.filter(({ isAlive }) => isAlive);
  const anyNode = () => nodes[Math.floor(random() * nodes.length)] as Node;
  const kinds: Record<string, () => void> = {
    "connection cut": () => anyNode().link.cut(200 + random() * 3_000),
    "Redis stands still": () => redis.stand(500 + random() * 4_000),
    "node dies": () => {
      const node = anyNode();
      // The first ones talk; whoever dies with a message under way can't say whether it was acknowledged.
      if (nodes.indexOf(node) < talkers || alive().length < count / 2) return anyNode().link.cut(1_000);
      node.isAlive = false;
      node.link.die();
    },
    "last writes lost": () => {
      redis.save();
      time.after(30 + random() * 200, () => redis.fallBack());
    },
  };
  const every = Math.max(1, Math.floor(messages / (options.faults + 1)));
  for (let n = 0; n < messages; n++) {
    say(members[n % talkers] as Member, `t${n}`);
    if (n % every === every - 1 && n < messages - 1) {
      const [kind, act] = Object.entries(kinds)[Math.floor(random() * 4)] as [string, () => void];
      faults[kind] = (faults[kind] ?? 0) + 1;
      act();
    }
    await time.pass(random() * 40);
  }
  const living = () => members.filter(({ node }) => node.isAlive);
  const roomOf = ({ domain }: Node) => [...domain.rooms.all][0];
  const headOf = (node: Node) => {
    const room = roomOf(node);
    return room && `${room.founding.epoch} ${node.engine.history(room.founding.epoch).head}`;
  };
  const isThere = ({ cursor, node }: Member) => `${cursor?.epoch} ${cursor?.seq}` === headOf(node);
  const isDone = () =>
    acknowledged.size >= messages && living().every(isThere) && new Set(alive().map(headOf)).size === 1;
  if (!(await time.until(isDone, 250, 180_000))) {
    const behind = living().filter((member) => !isThere(member)).length;
    problems.push(`${messages - acknowledged.size} were never acknowledged, ${behind} members are behind`);
  }
  const there = new Set(living().map(({ id }) => id));
  /** Whether a node shows whoever is there, and nobody else. */
  const showsThem = (node: Node) => {
    const { roster } = roomOf(node) ?? {};
    return roster?.size === there.size && [...roster].every(({ id }) => there.has(id));
  };
  if (!(await time.until(() => alive().every(showsThem), 1_000, 120_000))) {
    problems.push(`${alive().filter((node) => !showsThem(node)).length} nodes show somebody else than who is there`);
  }
  const last = alive()[0] as Node;
  const lastEpoch = roomOf(last)?.founding.epoch ?? "";
  const { entries } = last.engine.history(lastEpoch).read({ limit: Number.POSITIVE_INFINITY });
  const kept = new Set(entries.map(({ text }) => JSON.parse(text).message));
  const lost = [...acknowledged].filter((message) => !kept.has(message)).length;
  if (lost > 0 && faults["last writes lost"] === undefined) problems.push(`${lost} acknowledged are lost`);
  for (const member of living()) {
    const missing = [...kept].filter((message) => message !== undefined && !member.seen.has(message)).length;
    if (missing > 0) problems.push(`${member.id} has not seen ${missing} that are kept`);
  }
  for (const id of differing) if (id.startsWith(`${lastEpoch}-`)) problems.push(`${id} is not the same for all`);
  const logs = new Set(
    alive().map(({ engine, domain }) => {
      const [room] = domain.rooms.all;
      if (room === undefined) return "none";
      const { entries } = engine.history(room.founding.epoch).read({ limit: Number.POSITIVE_INFINITY });
      return `${entries.length} ${Bun.hash(entries.map(({ text }) => text).join("\n"))}`;
    }),
  );
  if (logs.size > 1) problems.push(`${logs.size} different logs`);
  for (const node of alive())
    for (const fault of [...node.faults, ...node.domain.faults]) problems.push(`fault: ${fault}`);
  const delays = [...sentAt].map(([message, at]) => (lastSeenAt.get(message) ?? at) - at).sort((a, b) => a - b);
  const delay = (share: number) => delays[Math.floor(delays.length * share)] ?? 0;
  return {
    problems: [...new Set(problems)].slice(0, 20),
    acknowledged: acknowledged.size,
    lost,
    deliveries,
    faults,
    epochs: new Set([...texts.keys()].map((id) => id.slice(0, id.lastIndexOf("-")))).size,
    reconnects,
    redisScripts: redis.scripts,
    redisMessages: redis.messages,
    delayMs: { p50: delay(0.5), p99: delay(0.99) },
    virtualSeconds: (time.now - startedAt) / 1000,
  };
}
