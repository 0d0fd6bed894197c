// The lines of a proxy's configuration that mend what the checks of a connection find, ready to paste. Rule N58.

export const PROXY_KINDS = ["nginx", "Caddy", "Traefik", "Apache", "HAProxy", "Cloudflare Tunnel"] as const;
export type ProxyKind = (typeof PROXY_KINDS)[number];

/** What a proxy does wrong, as far as one can see from outside. */
export type ProxyFault = "host" | "upgrade" | "buffering" | "idle" | "body" | "scheme" | "trust";

export type ProxyPlace = {
  /** The public host, with its port where that is not the scheme's. */
  readonly host: string;
  /** The lobby's path, which begins and ends with a slash. */
  readonly path: string;
  /** The proxy's address as the server sees it, where that is known. */
  readonly proxyAddress?: string | undefined;
};

type Lines = Readonly<Record<Exclude<ProxyFault, "trust">, readonly string[]>>;
type Writer = (place: ProxyPlace) => {
  readonly lines: Lines;
  readonly wrap: (lines: readonly string[]) => readonly string[];
};

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
/** The name of a host without its port. */
const nameOf = (host: string) => host.replace(/:\d+$/, "");

const WRITERS: Readonly<Record<ProxyKind, Writer>> = {
  nginx: ({ host, path }) => ({
    lines: {
      host: ["proxy_set_header Host $http_host;"],
      upgrade: [
        "proxy_http_version 1.1;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $http_connection;",
      ],
      buffering: ["proxy_buffering off;", "gzip off;"],
      idle: ["proxy_read_timeout 1h;", "proxy_send_timeout 1h;"],
      body: ["client_max_body_size 0;"],
      scheme: ["proxy_set_header X-Forwarded-Proto $scheme;"],
    },
    wrap: (lines) => [`# server_name ${nameOf(host)}`, `location ${path} {`, ...indent(lines), "}"],
  }),
  Caddy: ({ host }) => ({
    lines: {
      host: ["header_up Host {hostport}"],
      upgrade: [
        "header_up Connection {http.request.header.Connection}",
        "header_up Upgrade {http.request.header.Upgrade}",
      ],
      buffering: ["flush_interval -1"],
      idle: ["transport http {", "  read_timeout 1h", "  write_timeout 1h", "}"],
      body: ["# request_body max_size: remove it, or set it in the site's block"],
      scheme: ["header_up X-Forwarded-Proto {scheme}"],
    },
    wrap: (lines) => [`${host} {`, "  reverse_proxy 127.0.0.1:8080 {", ...indent(indent(lines)), "  }", "}"],
  }),
  Traefik: () => ({
    lines: {
      host: ["http.services.mayfly.loadBalancer.passHostHeader: true"],
      upgrade: ["# Traefik forwards WebSockets by itself; remove headers middlewares that set Connection or Upgrade"],
      buffering: ['http.services.mayfly.loadBalancer.responseForwarding.flushInterval: "-1ms"'],
      idle: ["entryPoints.websecure.transport.respondingTimeouts.idleTimeout: 3600"],
      body: ["http.middlewares.mayfly.buffering.maxRequestBodyBytes: 0"],
      scheme: ["http.middlewares.mayfly.headers.customRequestHeaders.X-Forwarded-Proto: https"],
    },
    wrap: (lines) => lines,
  }),
  Apache: ({ host, path }) => ({
    lines: {
      host: ["ProxyPreserveHost On"],
      upgrade: [`ProxyPass "${path}" "http://127.0.0.1:8080${path}" upgrade=websocket`],
      buffering: [`ProxyPass "${path}" "http://127.0.0.1:8080${path}" upgrade=websocket flushpackets=on`],
      idle: ["ProxyTimeout 3600"],
      body: ["LimitRequestBody 0"],
      scheme: ["RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}"],
    },
    wrap: (lines) => [`# <VirtualHost> with ServerName ${nameOf(host)}`, ...lines],
  }),
  HAProxy: () => ({
    lines: {
      host: ["# HAProxy forwards Host as it is: remove http-request set-header Host"],
      upgrade: ["# HAProxy forwards WebSockets in mode http: remove http-request del-header Upgrade", "mode http"],
      buffering: ["no option http-buffer-request", "# and no filter compression for text/event-stream"],
      idle: ["timeout client 1h", "timeout server 1h", "timeout tunnel 1h"],
      body: ["# HAProxy has no limit of its own: remove rules about req.body_size"],
      scheme: ["http-request set-header X-Forwarded-Proto https if { ssl_fc }"],
    },
    wrap: (lines) => lines,
  }),
  "Cloudflare Tunnel": ({ host }) => ({
    lines: {
      host: [`    httpHostHeader: ${host}`],
      upgrade: ["# dashboard: Network → WebSockets: on"],
      buffering: ["    disableChunkedEncoding: false"],
      idle: ["    keepAliveTimeout: 1h"],
      body: ["# Cloudflare takes 100 MB a request on its free plan; Mayfly sends files in parts of 5 MB"],
      scheme: ["# dashboard: SSL/TLS → Edge Certificates → Always Use HTTPS: on"],
    },
    wrap: (lines) =>
      lines.some((line) => line.startsWith(" "))
        ? [`- hostname: ${nameOf(host)}`, "  service: http://127.0.0.1:8080", "  originRequest:", ...lines]
        : lines,
  }),
};

/** Returns the lines that mend a fault in a proxy of this kind; what the server itself has to be told is the same for all. */
export function proxyLines(kind: ProxyKind, fault: ProxyFault, place: ProxyPlace): string {
  if (fault === "trust") return `MAYFLY_TRUST_PROXY=${place.proxyAddress ?? "private"}`;
  const { lines, wrap } = WRITERS[kind](place);
  return wrap(lines[fault]).join("\n");
}
