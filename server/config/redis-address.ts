// Reads the address of a Redis: a single one, any nodes of a Cluster, or the Sentinels that know which one is the master.

const DEFAULT_PORTS = { redis: 6379, sentinel: 26_379 };
const ADDRESS = /^(rediss?)(-sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?#]+)(?:\/([^/?#]*))?$/i;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;

/** @returns undefined where the text is no such address */
export function parseRedisAddress(text: string) {
  const found = ADDRESS.exec(text);
  if (found === null) return undefined;
  const [, scheme = "", sentinel, username, password, list = "", path = ""] = found;
  const isSentinel = sentinel !== undefined;
  const hosts = list.split(",").map((one) => {
    const [, host = "", port] = HOST.exec(one) ?? [];
    const number = port === undefined ? DEFAULT_PORTS[isSentinel ? "sentinel" : "redis"] : Number(port);
    return { host: host.replace(/^\[(.*)\]$/, "$1"), port: number };
  });
  if (hosts.some(({ host, port }) => host === "" || port === 0 || port > 65_535)) return undefined;
  if (isSentinel ? path === "" : !/^\d{0,5}$/.test(path)) return undefined;
  const user = decode(username);
  const secret = decode(password);
  if (user === null || secret === null) return undefined;
  return {
    hosts,
    isTls: scheme.toLowerCase() === "rediss",
    ...(isSentinel && { masterName: path }),
    ...(user && { username: user }),
    ...(secret && { password: secret }),
    database: isSentinel ? 0 : Number(path),
  };
}

/** @returns null where it isn't well encoded */
function decode(text: string | undefined): string | undefined | null {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return null;
  }
}
