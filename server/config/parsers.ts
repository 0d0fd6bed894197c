// The parsers of settings' texts. A parser returns the value or a ParseProblem; it never throws and never repeats the text,
// which may be a secret.
import { MAX_TITLE_LENGTH } from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/names";
import { type IpRange, LOOPBACK, PRIVATE, parseIpRange } from "../network/ip-address.ts";
import { isDnsName, isLabel, parseBareAddress } from "../network/local-names.ts";
import { fs, paths } from "./lazy-node-modules.ts";
import { parseRedisAddress } from "./redis-address.ts";

/** Says why a text is not a valid value: `expected` completes the sentence "MAYFLY_X: expected …". */
export class ParseProblem {
  constructor(readonly expected: string) {}
}

export type Parser<T> = (text: string) => T | ParseProblem;

export function wholeNumber(min: number, max: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    return new ParseProblem(`a whole number from ${min} to ${max}`);
  };
}

export function oneOf<const T extends string>(...words: T[]): Parser<T> {
  return (text) =>
    words.find((word) => word === text.toLowerCase()) ??
    new ParseProblem(words.join(", ").replace(/, (?=[^,]*$)/, " or "));
}

export function onOff(text: string): boolean | ParseProblem {
  const word = text.toLowerCase();
  if (["on", "true", "1", "yes"].includes(word)) return true;
  if (["off", "false", "0", "no"].includes(word)) return false;
  return new ParseProblem("on or off");
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses `90s`, `10m`, `4h` or `7d` to milliseconds. The bounds are in the same notation. */
export function duration(min: string, max: string): Parser<number> {
  const read = (text: string) => {
    const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text.toLowerCase()) ?? [];
    return count === undefined ? Number.NaN : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  };
  return (text) => {
    const value = read(text);
    if (value >= read(min) && value <= read(max)) return value;
    return new ParseProblem(`a time from ${min} to ${max}, such as 90s, 10m, 4h or 7d`);
  };
}

/** Accepts `never` as well, as Infinity. */
export function orNever(parse: Parser<number>): Parser<number> {
  return (text) => {
    if (text.toLowerCase() === "never") return Number.POSITIVE_INFINITY;
    const value = parse(text);
    return value instanceof ParseProblem ? new ParseProblem(`${value.expected}, or never`) : value;
  };
}

const UNIT_BYTES = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Parses `67108864`, `65536k`, `64m` or `1g` to bytes. */
export function bytes(min: number): Parser<number> {
  return (text) => {
    const [, count, unit] = /^(\d{1,12})([kmg]?)b?$/.exec(text.toLowerCase()) ?? [];
    const value = count === undefined ? Number.NaN : Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES];
    if (value >= min && value <= Number.MAX_SAFE_INTEGER) return value;
    return new ParseProblem(`a size${min === 0 ? "" : ` of at least ${min / UNIT_BYTES.m}m`}, such as 64m or 1g`);
  };
}

/** Accepts what can be sent as a bearer token and isn't guessed. */
export function secret(text: string): string | ParseProblem {
  return /^[\x21-\x7e]{24,256}$/.test(text)
    ? text
    : new ParseProblem("24 to 256 characters: ASCII letters, digits and signs, without spaces");
}

/** Parses the title of a room, in the form that rooms keep it in. */
export function title(text: string): string | ParseProblem {
  const cleaned = cleanLabel(text);
  if (cleaned !== "" && titleProblem(cleaned) === undefined) return cleaned;
  return new ParseProblem(
    `a title of 1 to ${MAX_TITLE_LENGTH} characters, without line breaks or invisible characters`,
  );
}

export function host(text: string): string | ParseProblem {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  return /^[A-Za-z0-9.:%_-]{1,255}$/.test(bare) ? bare : new ParseProblem("an address or a host name, without a port");
}

function webUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text) || url.username !== "" || url.password !== "") return undefined;
  return url.search === "" && url.hash === "" ? url : undefined;
}

/** Takes the address of a Redis. */
export function redisAddress(text: string): string | ParseProblem {
  if (parseRedisAddress(text) !== undefined) return text;
  return new ParseProblem(
    "redis://[USER:PASSWORD@]HOST[:PORT][,HOST…][/DATABASE], with rediss:// for TLS, or redis-sentinel://HOST[,HOST…]/MASTER",
  );
}

/** Parses what another program has given out, such as the id of a key. */
export function plainText(text: string): string | ParseProblem {
  return /^[\x21-\x7e]{1,256}$/.test(text) ? text : new ParseProblem("ASCII letters, digits and signs, without spaces");
}

/** Parses the address of a bucket, and what all names in it are to begin with. */
export function bucketAddress(text: string): { endpoint: string; bucket: string; prefix: string } | ParseProblem {
  const url = webUrl(text);
  const [bucket = "", ...folders] = url?.pathname.split("/").filter((part) => part !== "") ?? [];
  if (url === undefined || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    return new ParseProblem("https://HOST/BUCKET or https://HOST/BUCKET/FOLDER, without ? or #");
  }
  return { endpoint: url.origin, bucket, prefix: folders.map((one) => `${one}/`).join("") };
}

/** Parses a web address to one that ends in a slash. */
export function webAddress(text: string): string | ParseProblem {
  const url = webUrl(text);
  if (url === undefined) return new ParseProblem("a URL that begins with http:// or https://, without ? or #");
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** Parses a path to one that begins and ends with a slash. */
export function basePath(text: string): string | ParseProblem {
  const parts = text.split("/").filter((part) => part !== "");
  if (parts.every((part) => /^[A-Za-z0-9._~-]+$/.test(part) && !/^\.+$/.test(part))) {
    return parts.length === 0 ? "/" : `/${parts.join("/")}/`;
  }
  return new ParseProblem("a path such as /chat/, of letters, digits and . _ ~ -");
}

/** Parses `off`, `on`, or addresses, ranges, `loopback` and `private`, separated by commas or spaces. */
export function proxyTrust(text: string): "off" | "on" | readonly IpRange[] | ParseProblem {
  const isOn = onOff(text);
  if (typeof isOn === "boolean") return isOn ? "on" : "off";
  const named = (word: string) => ({ loopback: LOOPBACK, private: PRIVATE })[word.toLowerCase()];
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const ranges = words.flatMap((word) => named(word) ?? parseIpRange(word) ?? []);
  const isWhole = words.length > 0 && words.every((word) => named(word) ?? parseIpRange(word));
  return isWhole ? ranges : new ParseProblem("off, on, loopback, private, or addresses such as 10.0.0.2 or 10.0.0.0/8");
}

/** Parses host names, of which the first label may be a star, as in `*.example.org`. */
export function hostNames(text: string): "*" | readonly string[] | ParseProblem {
  const names = text
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  if (names.length === 1 && names[0] === "*") return "*";
  const parsed = names.map((name) => URL.parse(`http://${name.replace(/^\*\./, "star.")}`));
  const isName = (url: URL | null) => url !== null && url.port === "" && url.pathname === "/" && url.href.endsWith("/");
  if (!parsed.every((url) => isName(url) && url?.username === "")) {
    return new ParseProblem("* or names such as chat.example.org, without ports, separated by commas");
  }
  return parsed.flatMap((url, at) =>
    names[at]?.startsWith("*.") ? `*${url?.hostname.slice(4)}` : (url?.hostname ?? []),
  );
}

export function origins(text: string): "*" | readonly string[] | ParseProblem {
  if (text.trim() === "*") return "*";
  const given = text.split(",").map((part) => part.trim());
  const parsed = given.filter((part) => part !== "").map(webUrl);
  const plain = parsed.flatMap((url) => (url?.pathname === "/" ? [url.origin] : []));
  if (plain.length === parsed.length) return plain;
  return new ParseProblem("* or origins such as https://example.org, separated by commas");
}

function isReadable(path: string, kind: "isFile" | "isDirectory"): boolean {
  try {
    const { accessSync, constants, statSync } = fs();
    accessSync(path, constants.R_OK);
    return statSync(path)[kind]();
  } catch {
    return false;
  }
}

/** A folder that exists but is closed to this user may have files: why it is closed is told when they are used. */
function mayHaveFiles(folder: string): boolean {
  try {
    return fs().statSync(folder).isDirectory();
  } catch (error) {
    return (error as { code?: string }).code === "EACCES";
  }
}

/** Parses the path of a file that may not exist yet, in a folder that does, to an absolute one. */
export function file(text: string): string | ParseProblem {
  const { dirname, resolve } = paths();
  const path = resolve(text);
  return mayHaveFiles(dirname(path)) ? path : new ParseProblem("a file in a folder that exists");
}

/** Parses the path of a readable folder to an absolute one. */
export function folder(text: string): string | ParseProblem {
  const path = paths().resolve(text);
  return isReadable(path, "isDirectory") ? path : new ParseProblem("a folder that exists and can be read");
}

/** Parses names and addresses that a certificate can be for. */
export function subjectNames(text: string): readonly string[] | ParseProblem {
  const given = text
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const names = given.flatMap((name) => {
    if (parseBareAddress(name) !== undefined) return name;
    const hostname = /[/:?#@%\\]/.test(name) ? undefined : URL.parse(`http://${name}`)?.hostname;
    // What a URL takes for a number, such as 10.1, isn't meant as a name.
    const isName = hostname !== undefined && isDnsName(hostname) && parseBareAddress(hostname) === undefined;
    return isName ? hostname : [];
  });
  return names.length === given.length
    ? names
    : new ParseProblem("names and addresses without ports or stars, separated by commas");
}

/** Parses `self`, `auto`, or `cert.pem,key.pem`, two readable files. */
export function certificate(text: string): "self" | "auto" | { certFile: string; keyFile: string } | ParseProblem {
  const word = text.toLowerCase();
  if (word === "self" || word === "auto") return word;
  const [certFile, keyFile, ...rest] = text.split(",").map((part) => paths().resolve(part.trim()));
  if (certFile !== undefined && keyFile !== undefined && rest.length === 0) {
    if (isReadable(certFile, "isFile") && isReadable(keyFile, "isFile")) return { certFile, keyFile };
  }
  return new ParseProblem("self, auto, or two files that exist and can be read, such as cert.pem,key.pem");
}

const DIRECTORIES: Readonly<Record<string, string>> = {
  letsencrypt: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/** Parses the address of a CA's directory, or a word for one. Over http, only this machine is sure to be who it says. */
export function acmeDirectory(text: string): string | ParseProblem {
  const known = DIRECTORIES[text.toLowerCase()];
  if (known !== undefined) return known;
  const url = webUrl(text);
  const isSafe = url?.protocol === "https:" || /^(localhost|127\.[\d.]+|\[::1\])$/.test(url?.hostname ?? "");
  return url !== undefined && isSafe
    ? url.href
    : new ParseProblem("letsencrypt, staging, or the https address of a CA's directory");
}

/** Parses an e-mail address as a `mailto:` address has it. */
export function mailbox(text: string): string | ParseProblem {
  return /^[\w.!$'*+/=^`{|}~-]{1,64}@[a-z0-9.-]{1,253}$/i.test(text)
    ? text
    : new ParseProblem("one e-mail address, such as admin@example.org");
}

/** Parses `off`, or one label, with `.local` behind it or without. */
export function mdnsLabel(text: string): string | ParseProblem {
  const label = text
    .trim()
    .toLowerCase()
    .replace(/\.local\.?$/, "");
  return isLabel(label) ? label : new ParseProblem("off, or a name of letters, digits and hyphens, such as mayfly");
}
