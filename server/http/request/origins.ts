// The server's own address as clients see it, and which pages may open sockets to it. Rules W11, R1.
export type OriginSettings = {
  readonly publicUrl: string | undefined;
  readonly basePath: string;
  readonly trustProxy: boolean;
  readonly allowedOrigins: "*" | readonly string[];
};

export class Origins {
  readonly #settings: OriginSettings;

  constructor(settings: OriginSettings) {
    this.#settings = settings;
  }

  /** Returns the full address of a path below the base path, as the requesting client reaches this server. */
  urlOf(request: Request, path: string): string {
    const { publicUrl, basePath } = this.#settings;
    if (publicUrl !== undefined) return publicUrl + path;
    const { protocol, host } = this.#ownAddress(request);
    return `${protocol}//${host}${basePath}${path}`;
  }

  /** Returns whether the request's origin may open a socket. Without an Origin header the client is not a browser. */
  mayConnect(request: Request): boolean {
    const origin = request.headers.get("origin");
    if (origin === null || this.#settings.allowedOrigins === "*") return true;
    if (this.#settings.allowedOrigins.includes(origin)) return true;
    const { publicUrl } = this.#settings;
    if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
    return URL.canParse(origin) && new URL(origin).host === this.#ownAddress(request).host;
  }

  #ownAddress(request: Request): { protocol: string; host: string } {
    const url = new URL(request.url);
    const forwarded = (name: string) =>
      this.#settings.trustProxy ? request.headers.get(name)?.split(",").at(-1)?.trim() || undefined : undefined;
    const scheme = forwarded("x-forwarded-proto");
    const protocol = scheme === "https" || scheme === "http" ? `${scheme}:` : url.protocol;
    // Parsing normalizes the host as in an Origin: lower case, without the scheme's default port.
    return { protocol, host: URL.parse(`${protocol}//${forwarded("x-forwarded-host") ?? url.host}`)?.host ?? url.host };
  }
}
