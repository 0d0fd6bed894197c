// Where this server is, as its visitors see it, and whose pages may speak to it. Rules W11, A7.
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

  /** The address of a path below the base, as whoever asked reaches this server. */
  urlOf(request: Request, path: string): string {
    const { publicUrl, basePath } = this.#settings;
    if (publicUrl !== undefined) return publicUrl + path;
    const { protocol, host } = this.#here(request);
    return `${protocol}//${host}${basePath}${path}`;
  }

  /** Whether a page of this request's origin may open a socket. None at all is a client that is no browser. */
  mayConnect(request: Request): boolean {
    const origin = request.headers.get("origin");
    if (origin === null || this.#settings.allowedOrigins === "*") return true;
    if (this.#settings.allowedOrigins.includes(origin)) return true;
    const { publicUrl } = this.#settings;
    if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
    return URL.canParse(origin) && new URL(origin).host === this.#here(request).host;
  }

  #here(request: Request): { protocol: string; host: string } {
    const url = new URL(request.url);
    const forwarded = (name: string) =>
      this.#settings.trustProxy ? request.headers.get(name)?.split(",").at(-1)?.trim() || undefined : undefined;
    const scheme = forwarded("x-forwarded-proto");
    const protocol = scheme === "https" || scheme === "http" ? `${scheme}:` : url.protocol;
    // Parsed, as an Origin is: in lower case, without the scheme's own port.
    return { protocol, host: URL.parse(`${protocol}//${forwarded("x-forwarded-host") ?? url.host}`)?.host ?? url.host };
  }
}
