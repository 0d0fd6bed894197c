// The server's own address as clients see it, and which pages may use it. Rules W11, A12, R1.
export type OriginSettings = {
  readonly publicUrl: string | undefined;
  readonly basePath: string;
  readonly trustProxy: boolean;
  readonly allowedOrigins: "*" | readonly string[];
};

/** What is wrong between a proxy and this server, as far as a refused request shows it. */
export type ProxyTrouble = "host" | "upgrade";

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

export class Origins {
  readonly #settings: OriginSettings;
  readonly #publicOrigin: string | undefined;
  readonly #report: (trouble: ProxyTrouble) => void;

  /** @param report is called for each request that a proxy seems to have spoiled */
  constructor(settings: OriginSettings, report: (trouble: ProxyTrouble) => void = () => undefined) {
    this.#settings = settings;
    this.#publicOrigin = settings.publicUrl && new URL(settings.publicUrl).origin;
    this.#report = report;
  }

  /** Returns the full address of a path below the base path, as the requesting client reaches this server. */
  urlOf(request: Request, path: string): string {
    const { publicUrl, basePath } = this.#settings;
    if (publicUrl !== undefined) return publicUrl + path;
    const { protocol, host, forwardedPort } = this.#ownAddress(request);
    // A proxy that ends TLS may forward the port of the scheme it speaks behind itself.
    const port = forwardedPort === "80" || forwardedPort === "443" ? "" : forwardedPort;
    return `${protocol}//${withPort(host, port)}${basePath}${path}`;
  }

  /** Returns whether the request's origin may open a socket. Without an Origin header the client is not a browser. */
  mayConnect(request: Request): boolean {
    const origin = request.headers.get("origin");
    if (origin === null || this.#settings.allowedOrigins === "*") return true;
    if (this.#settings.allowedOrigins.includes(origin) || this.#isOwn(origin, request)) return true;
    if (this.#isSpoiled(origin, request)) this.#report("host");
    return false;
  }

  /** Returns whether the page that sends a request to the API may do so; programs that are no browser may. */
  mayCall(request: Request): boolean {
    const { headers } = request;
    if (headers.get("origin") !== null) return this.mayConnect(request);
    if (headers.get("sec-fetch-site") !== "cross-site" || this.#settings.allowedOrigins === "*") return true;
    // A link from elsewhere that somebody follows.
    return request.method === "GET" && headers.get("sec-fetch-mode") === "navigate" && !isFrame(headers);
  }

  /** Notes a request to open a socket that came without `Upgrade`. A browser's key shows that a proxy dropped it. */
  noteMissingUpgrade({ headers }: Request): void {
    if (headers.has("sec-websocket-key") || headers.has("sec-websocket-version")) this.#report("upgrade");
  }

  /** Where the public address is set, no Host counts: whoever makes a name of theirs lead here would be of this host. */
  #isOwn(origin: string, request: Request): boolean {
    if (this.#publicOrigin !== undefined) return origin === this.#publicOrigin;
    if (!URL.canParse(origin)) return false;
    const { host, forwardedPort } = this.#ownAddress(request);
    const parsed = new URL(origin);
    if (parsed.host === host) return true;
    // An origin leaves out its scheme's port, which a proxy may have put into the host.
    return parsed.host === URL.parse(`${parsed.protocol}//${withPort(host, forwardedPort)}`)?.host;
  }

  /** Returns whether a proxy seems to have changed Host: only the port differs, or the request came by the loopback address. */
  #isSpoiled(origin: string, request: Request): boolean {
    const page = URL.parse(origin);
    const own = URL.parse(this.#publicOrigin ?? `http://${this.#ownAddress(request).host}`);
    if (page === null || own === null || page.host === "") return false;
    return page.hostname === own.hostname || (LOOPBACK.test(own.hostname) && !LOOPBACK.test(page.hostname));
  }

  #ownAddress(request: Request): { protocol: string; host: string; forwardedPort: string } {
    const url = new URL(request.url);
    const forwarded = (name: string) =>
      this.#settings.trustProxy ? request.headers.get(name)?.split(",").at(-1)?.trim() || undefined : undefined;
    const scheme = forwarded("x-forwarded-proto");
    const protocol = scheme === "https" || scheme === "http" ? `${scheme}:` : url.protocol;
    const port = forwarded("x-forwarded-port") ?? "";
    // Parsing normalizes the host as in an Origin: lower case, without the scheme's default port.
    const host = URL.parse(`${protocol}//${forwarded("x-forwarded-host") ?? url.host}`)?.host ?? url.host;
    return { protocol, host, forwardedPort: /^\d{1,5}$/.test(port) ? port : "" };
  }
}

/** Adds a port to a host that has none. */
function withPort(host: string, port: string): string {
  return port === "" || /:\d+$/.test(host) ? host : `${host}:${port}`;
}

function isFrame(headers: Headers): boolean {
  return ["iframe", "frame", "embed", "object"].includes(headers.get("sec-fetch-dest") ?? "");
}
