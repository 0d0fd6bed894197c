// A Redis Cluster of three masters with a replica each, for whatever must see masters die.
import { addReplica, type RedisServer, startRedisCluster } from "./redis-servers.ts";

const POLL_MS = 50;

const isMaster = async ({ client }: RedisServer) => (await client.info("replication")).includes("role:master");
const isCopying = async ({ client }: RedisServer) =>
  (await client.info("replication")).includes("master_link_status:up");

export class ReplicatedCluster {
  readonly servers: readonly RedisServer[];
  readonly #mastersCount: number;

  private constructor(masters: readonly RedisServer[], replicas: readonly RedisServer[]) {
    this.servers = [...masters, ...replicas];
    this.#mastersCount = masters.length;
  }

  /** @param nodeTimeoutMs after how long a server that doesn't answer counts as dead */
  static async start(nodeTimeoutMs?: number): Promise<ReplicatedCluster> {
    const masters = await startRedisCluster(nodeTimeoutMs);
    const replicas = await Promise.all(masters.map((master) => addReplica(master, nodeTimeoutMs)));
    const cluster = new ReplicatedCluster(masters, replicas);
    await cluster.settled();
    return cluster;
  }

  /** The address for nodes. Any of the servers may be away when one starts. */
  get url(): string {
    return `redis://${this.servers.map(({ port }) => `127.0.0.1:${port}`).join()}`;
  }

  /** Returns the servers that are masters now, and the others. */
  async roles(): Promise<{ masters: RedisServer[]; replicas: RedisServer[] }> {
    const are = await Promise.all(this.servers.map(isMaster));
    return {
      masters: this.servers.filter((_, at) => are[at]),
      replicas: this.servers.filter((_, at) => !are[at]),
    };
  }

  /** Waits until every master has a replica that has everything. */
  async settled(): Promise<void> {
    for (; ; await Bun.sleep(POLL_MS)) {
      const copying = await Promise.all(this.servers.map(isCopying));
      // One that loads its copy answers with an error.
      const stateOf = ({ client }: RedisServer) => client.call("cluster", "info").catch(String);
      const states = await Promise.all(this.servers.map(stateOf));
      const areAllOk = states.every((state) => String(state).includes("cluster_state:ok"));
      if (copying.filter(Boolean).length === this.#mastersCount && areAllOk) return;
    }
  }

  /** Waits until another server has the place of a master that was killed. Started sooner, it would be a master without data. */
  async replaced(victim: RedisServer): Promise<void> {
    const others = this.servers.filter((server) => server !== victim);
    const areAllThere = async () =>
      (await Promise.all(others.map(isMaster))).filter(Boolean).length === this.#mastersCount;
    while (!(await areAllThere())) await Bun.sleep(POLL_MS);
  }

  async stop(): Promise<void> {
    for (const server of this.servers) {
      server.goOn();
      await server.stop();
    }
  }
}
