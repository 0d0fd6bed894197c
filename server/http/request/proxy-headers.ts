// What a trusted proxy says of a request: who sent it, and the address it was sent to. Rules N1 to N3.
import { type IpAddress, type IpRange, isInRange, parseIpAddress } from "../../network/ip-address.ts";
import type { ClientRequest } from "./client-request.ts";

/** Trusts nobody, whoever connects, or the addresses of these ranges. */
export type ProxyTrust = "off" | "on" | readonly IpRange[];

/** The parts of the address that the client asked for, as far as a proxy says them. */
type ForwardedAddress = {
  readonly protocol?: "http:" | "https:" | undefined;
  readonly host?: string | undefined;
  /** Digits. */
  readonly port?: string | undefined;
  /** "" or a path without a slash at its end. */
  readonly prefix?: string | undefined;
};

/** Whether a proxy passed a request on and is trusted, and what the client's address was read from. */
type AddressExplanation = {
  readonly proxy: "none" | "trusted" | "untrusted";
  readonly addressFrom: "connection" | "x-forwarded-for" | "forwarded";
};

const NOTHING: ForwardedAddress = {};
const PREFIX = /^(\/[\w.~-]+)*$/;
const PROTOCOLS: Readonly<Record<string, "http:" | "https:">> = {
  http: "http:",
  ws: "http:",
  https: "https:",
  wss: "https:",
};

const parseHop = (text: string) => parseIpAddress(text);

/** Returns the entries of a list, the last one first: the nearest proxy wrote it. Several header lines are one list. */
const entriesOf = (request: Request, name: string): string[] =>
  (request.headers.get(name) ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .reverse();

/** Returns one parameter of each element of `Forwarded` (RFC 7239), the last element first. */
function forwardedParameters(request: Request, parameter: "for" | "proto" | "host"): string[] {
  const elements = splitOutsideQuotes(request.headers.get("forwarded") ?? "", ",");
  return elements.reverse().flatMap((element) => {
    for (const pair of splitOutsideQuotes(element, ";")) {
      const [, name, quoted, bare] = /^\s*([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))\s*$/.exec(pair) ?? [];
      if (name?.toLowerCase() === parameter) return [quoted?.replace(/\\(.)/g, "$1") ?? bare ?? ""];
    }
    return [];
  });
}

function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  return text.match(separator === "," ? /(?:"(?:[^"\\]|\\.)*"|[^",])+/g : /(?:"(?:[^"\\]|\\.)*"|[^";])+/g) ?? [];
}

/** Whether a proxy, or somebody who claims to be one, has passed the request on. */
export function isForwarded({ headers }: Request): boolean {
  return headers.has("x-forwarded-for") || headers.has("forwarded") || headers.has("x-forwarded-host");
}

export class ProxyHeaders {
  readonly #trust: ProxyTrust;
  readonly #reportUntrusted: () => void;

  /** @param reportUntrusted is called for a request with the headers of a proxy that isn't trusted */
  constructor(trust: ProxyTrust, reportUntrusted: () => void = () => undefined) {
    this.#trust = trust;
    this.#reportUntrusted = reportUntrusted;
  }

  /** Whether a range names the proxy that sent it. Where everybody is trusted, anybody may have. */
  isNamed(client: ClientRequest): boolean {
    return Array.isArray(this.#trust) && this.trusts(client);
  }

  /** Whether the headers of a proxy count that come with this request. */
  trusts(client: ClientRequest): boolean {
    if (typeof this.#trust === "string") return this.#trust === "on";
    const peer = peerOf(client);
    return peer !== undefined && this.#isTrusted(peer);
  }

  /** Returns the address of who sent the request, or undefined if the connection is closed already. */
  clientAddress(client: ClientRequest): IpAddress | undefined {
    const peer = peerOf(client);
    const { request } = client;
    if (!this.trusts(client)) {
      if (isForwarded(request)) this.#reportUntrusted();
      return peer;
    }
    const hops = hopsOf(request);
    const found = parseHop(hops[this.#clientHop(hops)] ?? "");
    // A proxy may write "unknown".
    return found ?? peer;
  }

  /** Returns whose headers the client's address was taken from, for who looks for what is wrong (N55). */
  explain(client: ClientRequest): AddressExplanation {
    const { request } = client;
    if (!isForwarded(request)) return { proxy: "none", addressFrom: "connection" };
    if (!this.trusts(client)) return { proxy: "untrusted", addressFrom: "connection" };
    const hops = hopsOf(request);
    if (parseHop(hops[this.#clientHop(hops)] ?? "") === undefined)
      return { proxy: "trusted", addressFrom: "connection" };
    return { proxy: "trusted", addressFrom: request.headers.has("x-forwarded-for") ? "x-forwarded-for" : "forwarded" };
  }

  /** Returns what the proxy says of the address that was asked for; nothing where it isn't trusted. */
  forwardedAddress(client: ClientRequest): ForwardedAddress {
    const { request } = client;
    if (this.#trust === "off" || !this.trusts(client)) return NOTHING;
    const hop = this.#clientHop(hopsOf(request));
    // Each proxy on the way adds an entry, or the last one replaces them all.
    const entry = (entries: string[]) => entries[hop] ?? entries[0];
    const own = (name: string) => entry(entriesOf(request, name));
    const port = own("x-forwarded-port") ?? "";
    const prefix = own("x-forwarded-prefix")?.replace(/\/$/, "");
    return {
      protocol:
        PROTOCOLS[(own("x-forwarded-proto") ?? entry(forwardedParameters(request, "proto")) ?? "").toLowerCase()],
      host: own("x-forwarded-host") ?? entry(forwardedParameters(request, "host")),
      port: /^\d{1,5}$/.test(port) ? port : undefined,
      prefix: prefix !== undefined && PREFIX.test(prefix) ? prefix : undefined,
    };
  }

  /** Returns which entry, counted from the last, is the client: the first that no trusted proxy wrote of another proxy. */
  #clientHop(hops: readonly string[]): number {
    if (this.#trust === "on") return 0;
    const hop = hops.findIndex((text) => {
      const address = parseHop(text);
      return address === undefined || !this.#isTrusted(address);
    });
    // Where all are trusted, a client of the same network asked; what stands further left, it may have made up.
    return Math.max(hop, 0);
  }

  #isTrusted(address: IpAddress): boolean {
    return typeof this.#trust !== "string" && this.#trust.some((range) => isInRange(address, range));
  }
}

/** `X-Forwarded-For` comes first: few proxies write `Forwarded`, and most pass on what a visitor sends in it. */
function hopsOf(request: Request): string[] {
  const entries = entriesOf(request, "x-forwarded-for");
  return entries.length > 0 ? entries : forwardedParameters(request, "for");
}

function peerOf({ request, server }: ClientRequest): IpAddress | undefined {
  return parseIpAddress(server?.requestIP(request)?.address ?? "");
}
