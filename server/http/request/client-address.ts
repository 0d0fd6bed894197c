// Tells where a request comes from. Only a keyed digest of the network prefix is kept, never the address. Rules I6, R7, G6.
import type { Digest } from "../../chat/lib/ports.ts";

/** The part of Bun's server that knows where a request comes from; null when the connection is closed already. */
export type AddressLookup = { requestIP(request: Request): { address: string } | null };

/** A request and who knows its address, which is looked up where it matters: for most requests it never does. */
export type ClientRequest = { readonly request: Request; readonly server: AddressLookup | null };

export type ClientAddressSettings = {
  readonly trustProxy: boolean;
  /** Whether a ban from a room also holds for the address. */
  readonly addressBans?: boolean;
};

export class ClientAddresses {
  readonly #digest: Digest;
  readonly #trustProxy: boolean;
  readonly #hasAddressBans: boolean;

  constructor(digest: Digest, { trustProxy, addressBans = false }: ClientAddressSettings) {
    this.#digest = digest;
    this.#trustProxy = trustProxy;
    this.#hasAddressBans = addressBans;
  }

  /** Returns the digest by which rate limits tell one client from another. */
  digestOf({ request, server }: ClientRequest): string {
    const forwarded = this.#trustProxy ? lastForwardedAddress(request) : undefined;
    return this.#digest(networkPrefix(forwarded || server?.requestIP(request)?.address || ""));
  }

  /** Returns the digest that address bans compare, or undefined where address bans are off. */
  banDigestOf(client: ClientRequest): string | undefined {
    return this.#hasAddressBans ? this.digestOf(client) : undefined;
  }
}

/** Returns the last entry, which the trusted proxy wrote itself. Anyone may have made up the entries before it. */
function lastForwardedAddress(request: Request): string | undefined {
  return request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
}

/** Returns an IPv4 address as it is, and the /64 of an IPv6 address: one client can use any address of its /64. */
export function networkPrefix(address: string): string {
  // Some proxies add the port, which is another one for each connection.
  const bare = address.toLowerCase().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, "$1$3");
  if (!bare.includes(":") || bare.startsWith("::ffff:")) return bare.replace("::ffff:", "");
  const [head = "", tail] = bare.split("::");
  const front = head.split(":").filter(Boolean);
  const back = tail?.split(":").filter(Boolean) ?? [];
  const groups =
    tail === undefined ? front : [...front, ...Array(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
