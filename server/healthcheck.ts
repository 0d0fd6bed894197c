// `mayfly healthcheck`: asks the server on this machine, found by the same settings, whether it runs. Used in containers.
import type { Config } from "./config/config.ts";

const TIMEOUT_MS = 3_000;

/** Returns the address of /healthz as seen from the same machine. */
export function healthAddress(config: Pick<Config, "host" | "port" | "basePath" | "tls">): string {
  const host = config.host === "0.0.0.0" ? "127.0.0.1" : config.host === "::" ? "::1" : config.host;
  const hostname = host.includes(":") ? `[${host}]` : host;
  return `${typeof config.tls === "object" ? "https" : "http"}://${hostname}:${config.port}${config.basePath}healthz`;
}

/** Returns the exit code: 0 when the server answers 200, 1 otherwise. */
export async function healthcheck(config: Parameters<typeof healthAddress>[0]): Promise<0 | 1> {
  try {
    const response = await fetch(healthAddress(config), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // The certificate names the server's public address, not this machine's own.
      tls: { rejectUnauthorized: false },
    });
    return response.status === 200 ? 0 : 1;
  } catch {
    return 1;
  }
}
