import { type CheckPorts, checkConnection, type Finding, type TriedSocket } from "#protocol/connection-checks";
import { createFetchInTime } from "../api/fetch-in-time.ts";
import { BASE_URL } from "../browser/route.ts";

const after: CheckPorts["after"] = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** Tries out this page's own connection. Resolves when all is known. */
export function checkOwnConnection(report: (finding: Finding) => void): Promise<void> {
  const ports: CheckPorts = {
    lobby: BASE_URL,
    isSecure: isSecureContext,
    request: createFetchInTime((input, init) => fetch(input, init), after),
    openSocket: (address) => new WebSocket(address) as TriedSocket,
    now: () => Date.now(),
    after,
  };
  return checkConnection(ports, report);
}
