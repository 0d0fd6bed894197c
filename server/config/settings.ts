// The table of all settings. Flags, variables, the help and the README's table are made from it. Rule C1.
import {
  acmeDirectory,
  basePath,
  bucketAddress,
  bytes,
  certificate,
  duration,
  file,
  folder,
  host,
  hostNames,
  mailbox,
  mdnsLabel,
  oneOf,
  onOff,
  origins,
  orNever,
  type Parser,
  plainText,
  proxyTrust,
  redisAddress,
  secret,
  subjectNames,
  title,
  webAddress,
  wholeNumber,
} from "./parsers.ts";

export type Setting<T = unknown> = {
  /** The name of the variable; the flag is derived from it. */
  name: `MAYFLY_${string}`;
  /** The text that is parsed when nothing is given; undefined for settings that may stay unset. */
  initial: string | undefined;
  /** The default as the help words it, where that isn't `initial` itself. */
  defaultText?: string;
  parse: Parser<T>;
  meaning: string;
  /** Whether what is set is shown to nobody, administrators included. */
  isSecret?: true;
};

export const SETTINGS = {
  host: {
    name: "MAYFLY_HOST",
    initial: "0.0.0.0",
    parse: host,
    meaning: "Address to listen on; 127.0.0.1 for this machine only",
  },
  port: {
    name: "MAYFLY_PORT",
    initial: "8080",
    defaultText: "8080, or the next free one; 80 with --tls auto",
    parse: wholeNumber(0, 65_535),
    meaning: "Port to listen on; if you set one, it must be free; 0 takes any free port",
  },
  data: {
    name: "MAYFLY_DATA",
    initial: undefined,
    parse: file,
    meaning: "File that keeps rooms across restarts; without it, nothing is written to disk",
  },
  redis: {
    name: "MAYFLY_REDIS",
    initial: undefined,
    parse: redisAddress,
    meaning: "Redis whose rooms this server shares with others, instead of MAYFLY_DATA: redis://10.0.0.5:6379",
    isSecret: true,
  },
  redisWait: {
    name: "MAYFLY_REDIS_WAIT",
    initial: "0",
    parse: wholeNumber(0, 5),
    meaning: "How many replicas of the Redis must have a message before anybody sees it",
  },
  durability: {
    name: "MAYFLY_DURABILITY",
    initial: "normal",
    parse: oneOf("normal", "full"),
    meaning: "What saved messages survive: normal, a crash of Mayfly; full, also a power cut",
  },
  accounts: {
    name: "MAYFLY_ACCOUNTS",
    initial: "optional",
    defaultText: "optional with MAYFLY_DATA or MAYFLY_REDIS, else off",
    parse: oneOf("off", "optional", "required"),
    meaning: "Accounts: off, optional or required",
  },
  adminToken: {
    name: "MAYFLY_ADMIN_TOKEN",
    initial: undefined,
    defaultText: "a new one at each start, shown on a terminal",
    parse: secret,
    meaning: "Operator token for /admin and /api/admin; 24 to 256 characters",
    isSecret: true,
  },
  metricsToken: {
    name: "MAYFLY_METRICS_TOKEN",
    initial: undefined,
    defaultText: "none: anybody may read /metrics",
    parse: secret,
    meaning: "Token for /metrics, as Authorization: Bearer; 24 to 256 characters",
    isSecret: true,
  },
  publicUrl: {
    name: "MAYFLY_PUBLIC_URL",
    initial: undefined,
    parse: webAddress,
    meaning: "Public address, used in links: https://chat.example.org",
  },
  basePath: {
    name: "MAYFLY_BASE_PATH",
    initial: "/",
    parse: basePath,
    meaning: "Path to serve everything under, such as /chat/",
  },
  trustProxy: {
    name: "MAYFLY_TRUST_PROXY",
    initial: "off",
    parse: proxyTrust,
    meaning: "Whose X-Forwarded-… headers count: off, on, or the proxy's addresses, loopback or private",
  },
  allowedHosts: {
    name: "MAYFLY_ALLOWED_HOSTS",
    initial: "",
    parse: hostNames,
    meaning: "Further names of this server, separated by commas, or *; other names are then refused",
  },
  allowedOrigins: {
    name: "MAYFLY_ALLOWED_ORIGINS",
    initial: "",
    parse: origins,
    meaning: "Other sites whose pages may connect, separated by commas, or *",
  },
  publicDir: {
    name: "MAYFLY_PUBLIC_DIR",
    initial: undefined,
    parse: folder,
    meaning: "Folder with your own files to serve: logo, robots.txt, theme.css",
  },
  firstRoom: {
    name: "MAYFLY_ROOM",
    initial: undefined,
    parse: title,
    meaning: "Title of a room that is there after every start: Game night",
    isSecret: true,
  },
  codeLength: {
    name: "MAYFLY_CODE_LENGTH",
    initial: "8",
    parse: wholeNumber(6, 16),
    meaning: "Characters in a generated room code, 6 to 16",
  },
  customCodes: {
    name: "MAYFLY_CUSTOM_CODES",
    initial: "on",
    parse: onOff,
    meaning: "Allow custom room codes",
  },
  addressBans: {
    name: "MAYFLY_ADDRESS_BANS",
    initial: "off",
    parse: onOff,
    meaning: "Bans from a room also block the address, for a day or two",
  },
  defaultLifeMs: {
    name: "MAYFLY_DEFAULT_LIFE",
    initial: "24h",
    parse: duration("1m", "30d"),
    meaning: "How long a room lasts if nothing is chosen: 90s, 10m, 4h or 7d",
  },
  maxLifeMs: {
    name: "MAYFLY_MAX_LIFE",
    initial: "30d",
    parse: orNever(duration("1m", "30d")),
    meaning: "Longest life of a room, up to 30d; with never, accounts can create rooms that never end",
  },
  lifetimeMs: {
    name: "MAYFLY_LIFETIME",
    initial: undefined,
    defaultText: "none: until it is stopped",
    parse: duration("1m", "30d"),
    meaning: "How long the server lasts, with everything in it; then all is erased and it exits: 2h",
  },
  historyEvents: {
    name: "MAYFLY_HISTORY",
    initial: "500",
    parse: wholeNumber(0, 100_000),
    meaning: "Events each room keeps for people who join later, up to 100000",
  },
  maxMemoryBytes: {
    name: "MAYFLY_MAX_MEMORY",
    initial: "256m",
    parse: bytes(1024 ** 2),
    meaning: "Memory for all rooms and their history together: 64m, 1g",
  },
  maxFileBytes: {
    name: "MAYFLY_MAX_FILE",
    initial: "25m",
    parse: bytes(0),
    meaning: "Largest file people can send: 25m, 1g; 0 turns files off",
  },
  maxRoomFilesBytes: {
    name: "MAYFLY_MAX_ROOM_FILES",
    initial: "250m",
    parse: bytes(0),
    meaning: "Space for the files of one room",
  },
  maxFilesBytes: {
    name: "MAYFLY_MAX_FILES",
    initial: "2g",
    parse: bytes(0),
    meaning: "Space for all files together, beside MAYFLY_DATA, in MAYFLY_FILES_FOLDER or MAYFLY_S3",
  },
  maxFileMemoryBytes: {
    name: "MAYFLY_MAX_FILE_MEMORY",
    initial: "128m",
    parse: bytes(0),
    meaning: "Memory for all files together, without MAYFLY_DATA or in MAYFLY_REDIS; one room gets half at most",
  },
  redisFileBytes: {
    name: "MAYFLY_REDIS_FILE",
    initial: "1m",
    parse: bytes(0),
    meaning: "Largest file that MAYFLY_REDIS keeps; larger ones need a folder or an S3 store",
  },
  filesFolder: {
    name: "MAYFLY_FILES_FOLDER",
    initial: undefined,
    parse: folder,
    meaning: "Folder for larger files that all servers of MAYFLY_REDIS have, and nobody else writes to",
  },
  s3: {
    name: "MAYFLY_S3",
    initial: undefined,
    parse: bucketAddress,
    meaning: "Bucket for larger files instead, of any S3-compatible store: https://s3.example.org/BUCKET",
  },
  s3Key: {
    name: "MAYFLY_S3_KEY",
    initial: undefined,
    parse: plainText,
    meaning: "Access key id for MAYFLY_S3",
  },
  s3Secret: {
    name: "MAYFLY_S3_SECRET",
    initial: undefined,
    parse: plainText,
    meaning: "Secret access key for MAYFLY_S3",
    isSecret: true,
  },
  s3Region: {
    name: "MAYFLY_S3_REGION",
    initial: undefined,
    defaultText: "by the address, else us-east-1",
    parse: plainText,
    meaning: "Region of MAYFLY_S3",
  },
  keepFreeBytes: {
    name: "MAYFLY_KEEP_FREE",
    initial: "512m",
    parse: bytes(0),
    meaning: "Space on the disk that files leave free",
  },
  filesPerHourBytes: {
    name: "MAYFLY_FILES_PER_HOUR",
    initial: "500m",
    parse: bytes(1024 ** 2),
    meaning: "What one visitor can upload in an hour",
  },
  messageLength: {
    name: "MAYFLY_MESSAGE_LENGTH",
    initial: "4000",
    parse: wholeNumber(1, 10_000),
    meaning: "Maximum characters in a message, up to 10000",
  },
  maxSockets: {
    name: "MAYFLY_MAX_SOCKETS",
    initial: "50000",
    parse: wholeNumber(1, 1_000_000),
    meaning: "WebSockets and streams of members that may be open in all",
  },
  maxSocketsPerIpv4: {
    name: "MAYFLY_MAX_SOCKETS_IPV4",
    initial: "500",
    parse: wholeNumber(1, 1_000_000),
    meaning: "WebSockets open from one public IPv4 address; those of a local network have no such limit",
  },
  maxSocketsPerIpv6: {
    name: "MAYFLY_MAX_SOCKETS_IPV6",
    initial: "100",
    parse: wholeNumber(1, 1_000_000),
    meaning: "WebSockets open from one public IPv6 /64",
  },
  limits: {
    name: "MAYFLY_LIMITS",
    initial: "on",
    parse: onOff,
    meaning: "Rate limits and limits per visitor; off is for benchmarks and private tests",
  },
  tls: {
    name: "MAYFLY_TLS",
    initial: undefined,
    parse: certificate,
    meaning:
      "https without a proxy: self, by a CA of its own beside http; auto, by Let's Encrypt; or your cert.pem,key.pem",
  },
  httpsPort: {
    name: "MAYFLY_HTTPS_PORT",
    initial: "8443",
    defaultText: "8443, or the next free one; 443 with --tls auto",
    parse: wholeNumber(0, 65_535),
    meaning: "Port of https with --tls self or auto; if you set one, it must be free; 0 takes any free port",
  },
  tlsNames: {
    name: "MAYFLY_TLS_NAMES",
    initial: "",
    parse: subjectNames,
    meaning: "Further names and addresses in the certificate of --tls self or auto: chat.home.arpa,192.168.1.5",
  },
  acmeEmail: {
    name: "MAYFLY_ACME_EMAIL",
    initial: undefined,
    parse: mailbox,
    meaning: "E-mail address that the CA of --tls auto may write to",
  },
  acmeDirectory: {
    name: "MAYFLY_ACME_DIRECTORY",
    initial: "letsencrypt",
    parse: acmeDirectory,
    meaning: "CA of --tls auto, whose terms you agree to: letsencrypt, staging to try it out, or a directory's address",
  },
  mdnsName: {
    name: "MAYFLY_MDNS_NAME",
    initial: undefined,
    defaultText: "mayfly; off with MAYFLY_PUBLIC_URL, your certificate or in a container",
    parse: mdnsLabel,
    meaning: "Name under .local to be found by on the local network, or off",
  },
  log: {
    name: "MAYFLY_LOG",
    initial: "text",
    parse: oneOf("text", "json"),
    meaning: "Log format: text or json",
  },
} satisfies Record<string, Setting>;

/** The settings as the help and the README list them, in the order of the table. */
export const settingDescriptions = Object.values(SETTINGS as Record<string, Setting>).map((setting) => ({
  variable: setting.name as string,
  flag: flagOf(setting),
  default: setting.defaultText ?? (setting.initial || "none"),
  meaning: setting.meaning,
}));

export function flagOf({ name }: Setting): string {
  return `--${name.slice("MAYFLY_".length).toLowerCase().replaceAll("_", "-")}`;
}
