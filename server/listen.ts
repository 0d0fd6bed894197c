// Taking a port: the one asked for, or 8080 and the next free ones. Rule C3.
import type { Config } from "./config/config.ts";

/** How many ports after the first are tried. */
const NEXT_PORTS = 100;

/**
 * @param tryListen starts listening on that port, or throws what the system said
 * @returns what `tryListen` returned, or half a sentence that says which setting is in the way
 */
export function listenOn<Server>(
  config: Pick<Config, "port" | "portAsked">,
  tryListen: (port: number) => Server,
): { server: Server } | { problem: string } {
  const last = config.portAsked ? config.port : Math.min(config.port + NEXT_PORTS, 65_535);
  for (let port = config.port; port <= last; port++) {
    try {
      return { server: tryListen(port) };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === "EADDRINUSE" && port < last) continue;
      const problem = explained(String(code), config);
      if (problem === undefined) throw error;
      return { problem };
    }
  }
  throw new RangeError("no port was tried");
}

function explained(code: string, { port, portAsked }: Pick<Config, "port" | "portAsked">): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return portAsked
        ? `MAYFLY_PORT: ${port} is in use by another program`
        : `MAYFLY_PORT: ${port} and the ${NEXT_PORTS} ports after it are in use; choose one`;
    case "EACCES":
    case "EPERM":
      return `MAYFLY_PORT: this user may not listen on ${port}; ports under 1024 are often kept for the system`;
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return "MAYFLY_HOST: this machine has no such address";
    default:
      return code.startsWith("ERR_OSSL") ? "MAYFLY_TLS: these are not a certificate and its key in PEM" : undefined;
  }
}
