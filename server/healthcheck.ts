// `mayfly healthcheck`: asks the server that the same settings would start whether it is well. For containers.
import type { Config } from "./config/config.ts";

const PATIENCE_MS = 3_000;

/** The address of /healthz as seen from the same machine. */
export function healthAddress(config: Pick<Config, "host" | "port" | "basePath" | "tls">): string {
  const host = config.host === "0.0.0.0" ? "127.0.0.1" : config.host === "::" ? "::1" : config.host;
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${config.tls === undefined ? "http" : "https"}://${shown}:${config.port}${config.basePath}healthz`;
}

/** @returns the process' exit code: 0 when the server answers 200, 1 otherwise */
export async function healthcheck(config: Parameters<typeof healthAddress>[0]): Promise<0 | 1> {
  try {
    const answer = await fetch(healthAddress(config), {
      signal: AbortSignal.timeout(PATIENCE_MS),
      // The certificate names the server as others know it, not this machine's own address.
      tls: { rejectUnauthorized: false },
    });
    return answer.status === 200 ? 0 : 1;
  } catch {
    return 1;
  }
}
