// Tells one visitor from another. Only keyed digests of the network prefix are kept, never the address. Rules I6, N47, W22, G6.
import type { Digest, Random } from "../../chat/lib/ports.ts";
import { type IpAddress, isIpv4, isPrivate, networkPrefix } from "../../network/ip-address.ts";
import type { ClientRequest } from "./client-request.ts";
import type { ProxyHeaders } from "./proxy-headers.ts";

export type ClientAddressSettings = {
  /** Whether a ban from a room also holds for the address. */
  readonly addressBans: boolean;
  /** The sockets that one visitor from the internet may have open. */
  readonly maxSocketsPerIpv4: number;
  readonly maxSocketsPerIpv6: number;
};

type ClientAddressParts = {
  readonly proxies: ProxyHeaders;
  readonly random: Random;
  /** What several nodes count visitors under that hold something; drawn where there is one node. */
  readonly holderKey?: Uint8Array | undefined;
  /** Of what bans compare, which have to outlast a restart. */
  readonly banDigest: Digest;
  /** Returns the prefixes of this machine's own addresses: who shares one is a neighbour. */
  readonly ownPrefixes?: () => ReadonlySet<string>;
};

const KEY_BYTES = 32;

export class ClientAddresses {
  readonly #parts: ClientAddressParts;
  readonly #settings: ClientAddressSettings;
  /** Both keys are in memory alone, of this server or of the Redis that its nodes share. */
  readonly #runKey: Uint8Array;
  #dayKey: Uint8Array;

  constructor(parts: ClientAddressParts, settings: ClientAddressSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#runKey = parts.holderKey ?? this.#drawKey();
    this.#dayKey = this.#drawKey();
  }

  /** Returns the digest by which rate limits tell one visitor from another, the same until the key is replaced. */
  digestOf(client: ClientRequest): string {
    return keyedDigest(this.#dayKey, this.#prefixOf(client));
  }

  /** Returns the digest under which is counted what a visitor holds, which may be for days: sockets, memory, uploads. */
  holderDigestOf(client: ClientRequest): string {
    return keyedDigest(this.#runKey, this.#prefixOf(client));
  }

  /** Returns the digest that address bans compare, or undefined where address bans are off. */
  banDigestOf(client: ClientRequest): string | undefined {
    return this.#settings.addressBans ? this.#parts.banDigest(this.#prefixOf(client)) : undefined;
  }

  /** Replaces the key of the day. From then on, no digest of the days before can be told from another. */
  replaceDayKey(key = this.#drawKey()): void {
    this.#dayKey = key;
  }

  /** Returns how many sockets one visitor may have open: any number on a local network, where one address may be many people. */
  maxSocketsOf(client: ClientRequest): number {
    const address = this.#parts.proxies.clientAddress(client);
    if (address !== undefined && this.#isNear(address)) return Number.POSITIVE_INFINITY;
    const { maxSocketsPerIpv4, maxSocketsPerIpv6 } = this.#settings;
    return address === undefined || isIpv4(address) ? maxSocketsPerIpv4 : maxSocketsPerIpv6;
  }

  #isNear(address: IpAddress): boolean {
    return isPrivate(address) || this.#parts.ownPrefixes?.().has(networkPrefix(address)) === true;
  }

  #prefixOf(client: ClientRequest): string {
    const address = this.#parts.proxies.clientAddress(client);
    return address === undefined ? "" : networkPrefix(address);
  }

  #drawKey(): Uint8Array {
    const key = new Uint8Array(KEY_BYTES);
    this.#parts.random(key);
    return key;
  }
}

/** HMAC: without the key, nobody finds out an address by trying all there are. */
function keyedDigest(key: Uint8Array, text: string): string {
  return new Bun.CryptoHasher("sha256", key).update(text).digest("base64url");
}
