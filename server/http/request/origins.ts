// The server's own address as clients see it, and which pages may use it. Rules W11, A12, R1, N3.
import type { AllowedHosts } from "./allowed-hosts.ts";
import type { ClientRequest } from "./client-request.ts";
import type { ProxyHeaders } from "./proxy-headers.ts";

export type OriginSettings = {
  readonly publicUrl: string | undefined;
  readonly basePath: string;
  readonly allowedOrigins: "*" | readonly string[];
  /** Where the certificate is from, and what it is for beside the public address. */
  readonly tls?: unknown;
  readonly tlsNames?: readonly string[];
};

/** What seems to be wrong between a proxy and this server, as far as a refused request shows it. */
export type ProxyTrouble =
  | "host"
  | "forwarded-host"
  | "scheme"
  | "upgrade"
  | "stream-held"
  | "idle-cut"
  | "crowd"
  | "one-address"
  | "all-sockets"
  | "untrusted"
  | "host-served"
  | "host-refused";

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

export class Origins {
  readonly #settings: OriginSettings;
  readonly #publicOrigin: string | undefined;
  /** The hosts that a public certificate of this server's own is for. */
  readonly #certifiedHosts: ReadonlySet<string | undefined>;
  readonly #proxies: ProxyHeaders;
  readonly #hosts: AllowedHosts;
  readonly #report: (trouble: ProxyTrouble) => void;

  /** @param report is called for each request that a proxy seems to have spoiled */
  constructor(
    settings: OriginSettings,
    proxies: ProxyHeaders,
    hosts: AllowedHosts,
    report: (trouble: ProxyTrouble) => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#proxies = proxies;
    this.#hosts = hosts;
    const { publicUrl, tls, tlsNames = [] } = settings;
    this.#publicOrigin = publicUrl && new URL(publicUrl).origin;
    const certified = [...(publicUrl === undefined ? [] : [publicUrl]), ...tlsNames.map(addressOf)];
    this.#certifiedHosts = new Set(tls === "auto" ? certified.map((address) => URL.parse(address)?.hostname) : []);
    this.#report = report;
  }

  /** What the paths of this server begin with. */
  get basePath(): string {
    return this.#settings.basePath;
  }

  /** Returns the full address of a path below the base path, as the requesting client reaches this server. */
  urlOf(client: ClientRequest, path: string): string {
    const { publicUrl, basePath } = this.#settings;
    if (publicUrl !== undefined) return publicUrl + path;
    const { protocol, host, forwardedPort, prefix } = this.#ownAddress(client);
    // A proxy that ends TLS may forward the port of the scheme it speaks behind itself.
    const port = forwardedPort === "80" || forwardedPort === "443" ? "" : forwardedPort;
    // A proxy that keeps the prefix names what the base path has already.
    const base = `${prefix}/` === basePath ? basePath : prefix + basePath;
    return `${protocol}//${withPort(host, port)}${base}${path}`;
  }

  /**
   * Returns what the client may call this server, without a scheme: `chat.example/base/`. Where the public address is set, no
   * Host counts, so that nobody passes on what was said to another server.
   */
  basesOf(client: ClientRequest): string[] {
    const named = withoutScheme(this.urlOf(client, ""));
    if (this.#publicOrigin !== undefined) return [named];
    return [...new Set([named, `${this.#ownAddress(client).host}${this.basePath}`])];
  }

  /** Returns whether the request's origin may open a socket. Without an Origin header the client is not a browser. */
  mayConnect(client: ClientRequest): boolean {
    const origin = client.request.headers.get("origin");
    if (origin === null || this.#settings.allowedOrigins === "*") return true;
    if (this.#settings.allowedOrigins.includes(origin) || this.#isOwn(origin, client)) return true;
    if (this.#isSpoiled(origin, client)) this.#report("host");
    return false;
  }

  /** Returns whether the page that sends a request to the API may do so; programs that are no browser may. */
  mayCall(client: ClientRequest): boolean {
    const { request } = client;
    const { headers } = request;
    if (headers.get("origin") !== null) return this.mayConnect(client);
    if (headers.get("sec-fetch-site") !== "cross-site" || this.#settings.allowedOrigins === "*") return true;
    // A link from elsewhere that somebody follows.
    return request.method === "GET" && headers.get("sec-fetch-mode") === "navigate" && !isFrame(headers);
  }

  /** Notes a request to open a socket that came without `Upgrade`. A browser's key shows that a proxy dropped it. */
  noteMissingUpgrade({ headers }: Request): void {
    if (headers.has("sec-websocket-key") || headers.has("sec-websocket-version")) this.#report("upgrade");
  }

  /** Where the public address is set, no Host counts: whoever makes a name of theirs lead here would be of this host. */
  #isOwn(origin: string, client: ClientRequest): boolean {
    if (this.#publicOrigin !== undefined) return origin === this.#publicOrigin || this.#isCertified(origin, client);
    if (!URL.canParse(origin)) return false;
    const { protocol, host, forwardedPort } = this.#ownAddress(client);
    const parsed = new URL(origin);
    if (parsed.host === host) {
      if (protocol === "http:" && parsed.protocol === "https:" && this.#proxies.trusts(client)) this.#report("scheme");
      return true;
    }
    // An origin leaves out its scheme's port, which a proxy may have put into the host.
    return parsed.host === URL.parse(`${parsed.protocol}//${withPort(host, forwardedPort)}`)?.host;
  }

  /**
   * Returns whether it is a page at one of the names that the operator wants a public certificate for. Over http it works only
   * as long as there is none: afterwards http leads to https before a request comes this far. Rule N20.
   */
  #isCertified(origin: string, { request }: ClientRequest): boolean {
    const { origin: own, hostname } = new URL(request.url);
    return origin === own && this.#certifiedHosts.has(hostname);
  }

  /**
   * Returns whether a proxy seems to have changed Host: the browser says that its page and this address are one origin, a
   * header that isn't trusted names the page's host, only the port differs, or the request came by the loopback address.
   */
  #isSpoiled(origin: string, client: ClientRequest): boolean {
    const page = URL.parse(origin);
    const own = URL.parse(this.#publicOrigin ?? `http://${this.#ownAddress(client).host}`);
    if (page === null || own === null || page.host === "") return false;
    const { headers } = client.request;
    if (headers.get("sec-fetch-site") === "same-origin") return true;
    if (headers.get("x-forwarded-host")?.toLowerCase() === page.host) return true;
    return page.hostname === own.hostname || (LOOPBACK.test(own.hostname) && !LOOPBACK.test(page.hostname));
  }

  #ownAddress(client: ClientRequest): { protocol: string; host: string; forwardedPort: string; prefix: string } {
    const url = new URL(client.request.url);
    const { protocol = url.protocol, host, port = "", prefix = "" } = this.#proxies.forwardedAddress(client);
    // Parsing normalizes the host as in an Origin: lower case, without the scheme's default port.
    const forwarded = host === undefined ? undefined : URL.parse(`${protocol}//${host}`);
    const mayName = forwarded && this.#mayName(forwarded.hostname, url.hostname, client);
    if (forwarded && !mayName) this.#report("forwarded-host");
    const own = forwarded && mayName ? forwarded.host : (URL.parse(`${protocol}//${url.host}`)?.host ?? url.host);
    return { protocol, host: own, forwardedPort: port, prefix };
  }

  /** Where every peer is trusted, anybody may have written the header: then it can't make a name one of this server. */
  #mayName(hostname: string, asked: string, client: ClientRequest): boolean {
    return hostname === asked || this.#proxies.isNamed(client) || this.#hosts.isAllowed(hostname);
  }
}

const withoutScheme = (address: string) => address.slice(address.indexOf("//") + 2);

/** Returns the address of a bare name or IP address. */
const addressOf = (name: string) => `https://${name.includes(":") ? `[${name}]` : name}`;

/** Adds a port to a host that has none. */
function withPort(host: string, port: string): string {
  return port === "" || /:\d+$/.test(host) ? host : `${host}:${port}`;
}

function isFrame(headers: Headers): boolean {
  return ["iframe", "frame", "embed", "object"].includes(headers.get("sec-fetch-dest") ?? "");
}
