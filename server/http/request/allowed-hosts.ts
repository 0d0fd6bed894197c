// Which names of this server a request may use. A page whose name leads here for a moment (DNS rebinding) has one that is not
// of this host, and so gets nothing. Rule N4.
import { Refusal } from "#protocol/error-codes";
import { isPrivate, parseIpAddress } from "../../network/ip-address.ts";
import { PRIVATE_NAME } from "../../network/local-names.ts";
import type { ClientRequest } from "./client-request.ts";
import { isForwarded, type ProxyHeaders } from "./proxy-headers.ts";

export type AllowedHostSettings = {
  readonly publicUrl: string | undefined;
  /** Names that are allowed besides those that always are; none where anybody's are, as far as can be told. */
  readonly allowedHosts: "*" | readonly string[];
  /** The names of the certificate; they may begin with `*.`. */
  readonly certificateNames?: readonly string[];
};

/** The most names whose verdict is remembered. */
const MAX_REMEMBERED = 64;

const WRONG_HOST = new Refusal("wrong_host", "Not a name of this server; see MAYFLY_ALLOWED_HOSTS.");

export class AllowedHosts {
  readonly #settings: AllowedHostSettings;
  readonly #names: ReadonlySet<string>;
  readonly #proxies: ProxyHeaders;
  readonly #report: (outcome: "served" | "refused") => void;
  readonly #verdicts = new Map<string, boolean>();

  /** @param report is called for each request whose name no setting allows, with what came of it */
  constructor(
    settings: AllowedHostSettings,
    proxies: ProxyHeaders,
    report: (outcome: "served" | "refused") => void = () => undefined,
  ) {
    this.#settings = settings;
    const { allowedHosts, publicUrl, certificateNames = [] } = settings;
    const own = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
    this.#names = new Set([...(allowedHosts === "*" ? [] : allowedHosts), ...own, ...certificateNames]);
    this.#proxies = proxies;
    this.#report = report;
  }

  /** Returns why a request is refused for the name it uses. */
  refusalOf(client: ClientRequest): Refusal | undefined {
    const { allowedHosts } = this.#settings;
    if (allowedHosts === "*" || this.isAllowed(hostnameIn(client.request.url))) return undefined;
    if (this.#proxies.trusts(client)) return undefined;
    const isRefused = allowedHosts.length > 0 || this.#mayBeRebound(client);
    this.#report(isRefused ? "refused" : "served");
    return isRefused ? WRONG_HOST : undefined;
  }

  /** Nobody needs to rebind a name for an address of the internet. A page can't add the headers of a proxy to its requests. */
  #mayBeRebound({ request, server }: ClientRequest): boolean {
    const peer = parseIpAddress(server?.requestIP(request)?.address ?? "");
    return peer !== undefined && isPrivate(peer) && !isForwarded(request);
  }

  /** Whether requests may use this name wherever they come from. @param given as in a URL, without a port */
  isAllowed(given: string): boolean {
    const known = this.#verdicts.get(given);
    if (known !== undefined) return known;
    // A copy: a part of an address keeps the whole of it in memory, with the room's code.
    const hostname = Buffer.from(given).toString();
    const verdict = this.#judge(hostname);
    if (this.#verdicts.size >= MAX_REMEMBERED) this.#verdicts.clear();
    this.#verdicts.set(hostname, verdict);
    return verdict;
  }

  #judge(written: string): boolean {
    const hostname = written.toLowerCase().replace(/\.$/, "");
    if (parseIpAddress(hostname) !== undefined || PRIVATE_NAME.test(hostname) || !hostname.includes(".")) return true;
    return this.#names.has(hostname) || this.#names.has(hostname.replace(/^[^.]+/, "*"));
  }
}

/**
 * Returns the host of an address, without its port. Parsing the whole address would take ten times as long, and a pattern
 * would keep it in memory as the text that was searched last.
 */
function hostnameIn(url: string): string {
  const start = url.indexOf("//") + 2;
  const slash = url.indexOf("/", start);
  const end = slash === -1 ? url.length : slash;
  const colon = url.indexOf(":", url.startsWith("[", start) ? url.indexOf("]", start) : start);
  return url.slice(start, colon === -1 || colon > end ? end : colon);
}
