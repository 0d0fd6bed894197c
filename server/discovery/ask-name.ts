// Asks the local network who has a name, as any device does that opens `mayfly.local`. Rule N28.
import { formatIpAddress, isPrivate, parseIpAddress } from "../network/ip-address.ts";
import type { NetworkInterfaces } from "./announced-links.ts";
import { decodeMessage, encodeMessage, TYPE } from "./dns-message.ts";
import { type MulticastSocket, openMulticastSocket } from "./multicast-socket.ts";

const ASKED_AT_MS = [0, 500, 1_000];
const WAIT_MS = 2_000;

/**
 * Returns the IPv4 addresses that the first device to answer gives for a name, none where nobody does.
 * @param name in lower case, as in `mayfly.local`
 */
export async function askName(name: string, interfaces: NetworkInterfaces): Promise<string[]> {
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const receive = (message: Uint8Array) => {
    const { isResponse = false, answers = [] } = decodeMessage(message) ?? {};
    const found = answers.filter((record) => isResponse && record.type === TYPE.A && record.name === name);
    if (found.length > 0) resolve(found.map(({ data }) => formatAddress(data)));
  };
  const sockets: MulticastSocket[] = [];
  for (const address of ownAddresses(interfaces)) {
    try {
      sockets.push(await openMulticastSocket(address, 0, receive, () => undefined));
    } catch {
      // Nobody can be asked there.
    }
  }
  const question = encodeMessage({ id: 1, questions: [{ name, type: TYPE.A, wantsUnicast: false }] });
  const timers = ASKED_AT_MS.map((delayMs) =>
    setTimeout(() => {
      for (const socket of sockets) socket.send(question);
    }, delayMs),
  );
  timers.push(setTimeout(() => resolve([]), sockets.length === 0 ? 0 : WAIT_MS));
  const found = await promise;
  for (const timer of timers) clearTimeout(timer);
  await Promise.all(sockets.map((socket) => socket.close()));
  return found;
}

/** Every interface is asked, a container's bridge, too. */
function ownAddresses(interfaces: NetworkInterfaces): string[] {
  return Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(
      ({ family, internal, address }) => family === "IPv4" && !internal && isPrivate(parseIpAddress(address) ?? []),
    )
    .map(({ address }) => address);
}

function formatAddress(data: Uint8Array): string {
  return formatIpAddress(parseIpAddress(data.join(".")) ?? []);
}
