// Says in a sentence why a Redis can't be used, and what to do.

const MIN_MAJOR_VERSION = 7;

export type RedisAddress = {
  /** One or more: of a Cluster, or of Sentinels, any that answers will do. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly isTls: boolean;
  /** The name by which Sentinels know the master; left out where these are no Sentinels. */
  readonly masterName?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
};

/** Why a Redis can't be used. Its message holds no password. */
export class RedisProblem extends Error {}

/** @param info what the server says of itself @returns what is wrong with its version */
export function versionProblem(info: string): string | undefined {
  const version = /\bredis_version:(\d+)(\S*)/.exec(info);
  if (version === null) return "it doesn't say that it is a Redis or a Valkey";
  const [, major, rest] = version;
  return Number(major) < MIN_MAJOR_VERSION
    ? `it is version ${major}${rest}; Mayfly needs Redis 7 or newer, or Valkey`
    : undefined;
}

/** What each error means, by what its message holds. */
const MEANINGS: readonly (readonly [RegExp, (message: string) => string])[] = [
  [/WRONGPASS|invalid password|invalid username/i, () => "wrong user or password"],
  [/NOAUTH|Authentication required/i, () => "it needs a password: redis://USER:PASSWORD@HOST"],
  [/without any password configured/i, () => "it has no password, but the address names one"],
  [/NOPERM/, (message) => `its user may not do what Mayfly needs: ${message.replace(/^NOPERM /, "")}`],
  [/Stream isn't writeable/i, () => "it can't be reached"],
  [/READONLY/, () => "it is a read-only replica: name its master, or the Sentinels that know it"],
  [/^OOM/, () => "its memory is full (maxmemory)"],
  [/^MISCONF/, () => "it takes nothing while it can't save to its disk"],
  [/not enough replicas/, () => "too few of its replicas have what was sent (MAYFLY_REDIS_WAIT)"],
  [/^NOREPLICAS/, () => "it takes nothing while it lacks replicas (min-replicas-to-write)"],
  [/LOADING/, () => "it is still loading its data"],
  [/CLUSTERDOWN/, () => "its Cluster is down: not all slots are served"],
  [/Failed to refresh slots cache/i, () => "no node of its Cluster answers"],
  [/All sentinels are unreachable/i, () => "no Sentinel answers, or none knows a master of this name"],
  [/Protocol error|Unknown RESP/i, () => "what answers there isn't a Redis"],
  [/DB index is out of range/i, () => "it has no database of this number"],
  [/SELECT is not allowed/i, () => "a Cluster has no numbered databases: leave the number out"],
  [
    /self.signed|unable to (get|verify)|UNABLE_TO|CERT_|certificate/i,
    (message) => `its certificate isn't trusted (${message}); if it is your own, name its CA in NODE_EXTRA_CA_CERTS`,
  ],
  [/WRONG_VERSION|SSL|TLS|ECONNRESET/i, () => "it doesn't speak TLS there: use redis:// instead of rediss://"],
];

/** Returns the error as a sentence about the Redis at this address. */
export function describeProblem(error: unknown, address: RedisAddress): RedisProblem {
  if (error instanceof RedisProblem) return error;
  const { hosts, isTls, masterName } = address;
  const cause = (error as { lastNodeError?: unknown }).lastNodeError ?? error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = hosts.map(({ host, port }) => `${host}:${port}`).join(", ");
  const meaning = MEANINGS.find(([pattern]) => pattern.test(message))?.[1](message);
  if (meaning !== undefined && !(/TLS there/.test(meaning) && !isTls)) return new RedisProblem(`${place}: ${meaning}`);
  if (/ECONNRESET|Connection is closed|socket/i.test(message) || (isTls && message.includes("ETIMEDOUT"))) {
    const advice = isTls ? "if it doesn't speak TLS there, use redis://" : "if it speaks TLS there, use rediss://";
    return new RedisProblem(`${place}: no connection (${message}); ${advice}`);
  }
  if (/Command timed out/.test(message)) return new RedisProblem(`${place}: it doesn't answer in time`);
  const whom = masterName === undefined ? "it" : `the master ${masterName}`;
  return new RedisProblem(`${place}: ${whom} can't be reached (${message || "no answer"})`);
}
