// Tells one client from another. Only a keyed digest of the network prefix is kept, never the address. Rules I6, R7, G6.
import type { Digest } from "../../chat/lib/ports.ts";
import { networkPrefix } from "../../network/ip-address.ts";
import type { ClientRequest } from "./client-request.ts";
import type { ProxyHeaders } from "./proxy-headers.ts";

export type ClientAddressSettings = {
  /** Whether a ban from a room also holds for the address. */
  readonly addressBans?: boolean;
};

export class ClientAddresses {
  readonly #digest: Digest;
  readonly #proxies: ProxyHeaders;
  readonly #hasAddressBans: boolean;

  constructor(digest: Digest, proxies: ProxyHeaders, { addressBans = false }: ClientAddressSettings = {}) {
    this.#digest = digest;
    this.#proxies = proxies;
    this.#hasAddressBans = addressBans;
  }

  /** Returns the digest by which rate limits tell one client from another. */
  digestOf(client: ClientRequest): string {
    const address = this.#proxies.clientAddress(client);
    return this.#digest(address === undefined ? "" : networkPrefix(address));
  }

  /** Returns the digest that address bans compare, or undefined where address bans are off. */
  banDigestOf(client: ClientRequest): string | undefined {
    return this.#hasAddressBans ? this.digestOf(client) : undefined;
  }
}
