import { describe, expect, test } from "bun:test";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "./config.ts";
import { passedOverLine } from "./platform-variables.ts";
import { settingDescriptions } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-config-"));
const file = (name: string) => {
  writeFileSync(join(folder, name), "");
  return join(folder, name);
};

function config(argv: string[], env: Record<string, string> = {}): Config {
  const loaded = loadConfig(argv, env);
  if (!loaded.ok) throw new Error(loaded.problems.join("; "));
  return loaded.config;
}

function problems(argv: string[], env: Record<string, string> = {}): string[] {
  const loaded = loadConfig(argv, env);
  return loaded.ok ? [] : loaded.problems;
}

describe("flags and variables", () => {
  test("D33: a data file besides a Redis is an error that names both settings", () => {
    const redis = "redis://user:secret@10.0.0.5:6379";
    expect(config(["--redis", redis])).toMatchObject({ redis, accounts: "optional", maxFileBytes: 26_214_400 });
    expect(config(["--redis", redis], { MAYFLY_DATA: "" }).data).toBeUndefined();
    expect(problems(["--redis", redis, "--accounts", "required"], { MAYFLY_DATA: "/tmp/x.db" })).toEqual([
      "--redis: can't be used with MAYFLY_DATA",
    ]);
  });

  test("F68: settings of files on several servers that contradict each other are named", () => {
    const redis = ["--redis", "redis://10.0.0.5:6379"];
    const s3 = ["--s3", "https://s3.example.org/bucket/a/b", "--s3-key", "id"];
    expect(config([...redis, ...s3, "--s3-secret", "s/+="]).s3).toEqual({
      endpoint: "https://s3.example.org",
      bucket: "bucket",
      prefix: "a/b/",
    });
    expect(config([...redis, "--files-folder", folder, "--max-file", "1g"]).filesFolder).toBe(folder);
    expect(config([...redis, "--max-file", "1m"]).maxFileBytes).toBe(1_048_576);
    expect(problems(["--files-folder", folder, "--s3", "https://s3.example.org/bucket", "--redis-file", "2m"])).toEqual(
      ["--redis-file: needs MAYFLY_REDIS", "--files-folder: needs MAYFLY_REDIS", "--s3: needs MAYFLY_REDIS"],
    );
    expect(problems([...redis, ...s3, "--files-folder", folder])).toEqual([
      "--s3: can't be used with --files-folder",
      "--s3: needs MAYFLY_S3_KEY and MAYFLY_S3_SECRET",
    ]);
    expect(problems([...redis, "--s3-secret", "x", "--max-file", "2m"])).toEqual([
      "--s3-secret: needs MAYFLY_S3",
      "--max-file: a Redis keeps files up to MAYFLY_REDIS_FILE; larger ones need MAYFLY_FILES_FOLDER or MAYFLY_S3",
    ]);
    expect(problems([...redis, "--s3", "https://s3.example.org/"])).toEqual([
      "--s3: expected https://HOST/BUCKET or https://HOST/BUCKET/FOLDER, without ? or #",
    ]);
    expect(problems([...redis, "--files-folder", folder, "--public-dir", folder])).toEqual([
      "--files-folder: is inside MAYFLY_PUBLIC_DIR, where everybody can read it",
    ]);
  });

  test("C1: nothing given is every default", () => {
    expect(config([])).toEqual({
      host: "0.0.0.0",
      port: 8080,
      portAsked: false,
      data: undefined,
      redis: undefined,
      redisWait: 0,
      durability: "normal",
      adminToken: undefined,
      metricsToken: undefined,
      lifetimeMs: undefined,
      publicUrl: undefined,
      basePath: "/",
      trustProxy: "off",
      allowedHosts: [],
      accounts: "off",
      allowedOrigins: [],
      publicDir: undefined,
      firstRoom: undefined,
      codeLength: 8,
      customCodes: true,
      addressBans: false,
      defaultLifeMs: 86_400_000,
      maxLifeMs: 2_592_000_000,
      historyEvents: 500,
      maxMemoryBytes: 268_435_456,
      maxFileBytes: 26_214_400,
      maxRoomFilesBytes: 262_144_000,
      maxFilesBytes: 2_147_483_648,
      maxFileMemoryBytes: 134_217_728,
      redisFileBytes: 1_048_576,
      filesFolder: undefined,
      s3: undefined,
      s3Key: undefined,
      s3Secret: undefined,
      s3Region: undefined,
      keepFreeBytes: 536_870_912,
      filesPerHourBytes: 524_288_000,
      messageLength: 4000,
      maxSockets: 50_000,
      maxSocketsPerIpv4: 500,
      maxSocketsPerIpv6: 100,
      limits: true,
      tls: undefined,
      httpsPort: 8443,
      httpsPortAsked: false,
      tlsNames: [],
      mdnsName: undefined,
      acmeEmail: undefined,
      acmeDirectory: "https://acme-v02.api.letsencrypt.org/directory",
      log: "text",
      given: {},
    });
  });

  test("C6: what Kubernetes and Docker links set in our name is passed over, and named", () => {
    const kubernetes = {
      MAYFLY_PORT: "tcp://10.0.0.7:8080",
      MAYFLY_SERVICE_HOST: "10.0.0.7",
      MAYFLY_SERVICE_PORT: "8080",
      MAYFLY_SERVICE_PORT_HTTP: "8080",
      MAYFLY_PORT_8080_TCP: "tcp://10.0.0.7:8080",
      MAYFLY_PORT_8080_TCP_PROTO: "tcp",
      MAYFLY_PORT_8080_TCP_PORT: "8080",
      MAYFLY_PORT_8080_TCP_ADDR: "10.0.0.7",
      MAYFLY_PORT_53_UDP_ADDR: "10.0.0.7",
      MAYFLY_DATA_SERVICE_HOST: "10.0.0.8",
      MAYFLY_CHAT_WEB_PORT: "udp://10.0.0.8:53",
    };
    const docker = {
      MAYFLY_NAME: "/web/mayfly",
      MAYFLY_ENV_PATH: "/bin",
      MAYFLY_PORT_80_TCP_START: "tcp://172.17.0.5:80",
    };
    const set = { ...kubernetes, ...docker };
    const loaded = loadConfig([], { ...set, MAYFLY_HISTORY: "7" });
    if (!loaded.ok) throw new Error(loaded.problems.join("; "));
    expect(loaded.config).toMatchObject({ port: 8080, portAsked: false, historyEvents: 7 });
    expect([...loaded.passedOver].sort()).toEqual(Object.keys(set).sort());
    expect(passedOverLine(loaded.passedOver)).toContain("MAYFLY_PORT, MAYFLY_PORT_53_UDP_ADDR");
    expect(problems([], { MAYFLY_PORT: "tcp:8080", MAYFLY_PROT: "1", MAYFLY_NAME: "chat" })).toHaveLength(3);
  });

  test("C1: a flag wins over its variable, in both notations", () => {
    expect(config(["--port", "9000"], { MAYFLY_PORT: "9001" }).port).toBe(9000);
    expect(config(["--port=9000"], { MAYFLY_PORT: "9001" }).port).toBe(9000);
    expect(config([], { MAYFLY_PORT: "9001" }).port).toBe(9001);
  });

  test("C1: an on/off flag alone is on", () => {
    expect(config(["--trust-proxy", "--port", "1"])).toMatchObject({ trustProxy: "on", port: 1 });
    expect(config(["--trust-proxy", "off"]).trustProxy).toBe("off");
    expect(problems(["--port"])).toEqual(["--port: expected a value"]);
  });

  test("C1: an empty variable, and variables of others, are as if not there", () => {
    expect(config([], { MAYFLY_PUBLIC_DIR: "", PORT: "1", HOME: "/root" })).toEqual(config([]));
  });

  test("C3: a port that was set is marked as set, also when it is the default one", () => {
    expect(config(["--port", "8080"]).portAsked).toBe(true);
    expect(config([], { MAYFLY_PORT: "8080" }).portAsked).toBe(true);
  });
});

describe("accounts", () => {
  test("U1: need a file to be kept in; with one they are there unless said otherwise", () => {
    expect(config([]).accounts).toBe("off");
    expect(config(["--data", "a.db"]).accounts).toBe("optional");
    expect(config(["--data", "a.db"], { MAYFLY_ACCOUNTS: "off" }).accounts).toBe("off");
    expect(config(["--data", "a.db", "--accounts", "required"]).accounts).toBe("required");
    expect(config([], { MAYFLY_ACCOUNTS: "off" }).accounts).toBe("off");
    for (const word of ["optional", "required"]) {
      const problem = "accounts need a data file or a Redis; set MAYFLY_DATA or MAYFLY_REDIS";
      expect(problems([], { MAYFLY_ACCOUNTS: word })).toEqual([`MAYFLY_ACCOUNTS: ${problem}`]);
      expect(problems(["--accounts", word])).toEqual([`--accounts: ${problem}`]);
    }
    expect(problems(["--accounts", "yes"])).toEqual(["--accounts: expected off, optional or required"]);
  });
});

/** What a flag needs beside it, C20. */
const beside = (flag: string) =>
  /^--(acme|tls|https)-/.test(flag) ? ["--tls", flag.startsWith("--acme") ? "auto" : "self", "--data", "a.db"] : [];

describe("values", () => {
  const read: [string, string, Partial<Config>][] = [
    ["--host", "[::1]", { host: "::1" }],
    ["--public-url", "https://chat.example.org", { publicUrl: "https://chat.example.org/" }],
    ["--base-path", "chat", { basePath: "/chat/" }],
    ["--base-path", "/a/b/", { basePath: "/a/b/" }],
    ["--allowed-origins", "*", { allowedOrigins: "*" }],
    ["--allowed-origins", "https://a.org/, http://b.org:81", { allowedOrigins: ["https://a.org", "http://b.org:81"] }],
    ["--public-dir", folder, { publicDir: folder }],
    ["--code-length", "16", { codeLength: 16 }],
    ["--custom-codes", "No", { customCodes: false }],
    ["--default-life", "90s", { defaultLifeMs: 90_000 }],
    ["--default-life", "7d", { defaultLifeMs: 604_800_000 }],
    ["--max-life", "Never", { maxLifeMs: Number.POSITIVE_INFINITY }],
    ["--address-bans", "on", { addressBans: true }],
    ["--history", "0", { historyEvents: 0 }],
    ["--max-memory", "1g", { maxMemoryBytes: 1_073_741_824 }],
    ["--max-memory", "65536K", { maxMemoryBytes: 67_108_864 }],
    ["--max-memory", "2000000", { maxMemoryBytes: 2_000_000 }],
    ["--message-length", "10000", { messageLength: 10_000 }],
    ["--limits", "off", { limits: false }],
    ["--log", "JSON", { log: "json" }],
    ["--acme-email", "admin@example.org", { acmeEmail: "admin@example.org" }],
    ["--acme-directory", "Staging", { acmeDirectory: "https://acme-staging-v02.api.letsencrypt.org/directory" }],
    ["--acme-directory", "https://ca.lan/acme/directory", { acmeDirectory: "https://ca.lan/acme/directory" }],
    ["--acme-directory", "http://127.0.0.1:14000/dir", { acmeDirectory: "http://127.0.0.1:14000/dir" }],
    ["--https-port", "9443", { httpsPort: 9443, httpsPortAsked: true }],
    ["--tls-names", " Chat.Home.Arpa, 10.0.0.9,fd00::1 ", { tlsNames: ["chat.home.arpa", "10.0.0.9", "fd00::1"] }],
    ["--mdns-name", "Game-Night.LOCAL", { mdnsName: "game-night" }],
    ["--mdns-name", "Off", { mdnsName: "off" }],
  ];
  for (const [flag, text, expected] of read) {
    test(`C1: ${flag} ${text === folder ? "a folder" : text}`, () => {
      expect(config([flag, text, ...beside(flag)])).toMatchObject(expected);
    });
  }

  const refused: [string, string][] = [
    ["--host", "http://localhost"],
    ["--port", "65536"],
    ["--port", "80.5"],
    ["--port", "1e3"],
    ["--public-url", "chat.example.org"],
    ["--public-url", "ftp://chat.example.org"],
    ["--public-url", "https://me:hunter2@example.org"],
    ["--base-path", "/../etc/"],
    ["--base-path", "/a b/"],
    ["--trust-proxy", "maybe"],
    ["--allowed-origins", "https://a.org/page"],
    ["--allowed-origins", "a.org"],
    ["--public-dir", join(folder, "missing")],
    ["--public-dir", file("not-a-folder")],
    ["--code-length", "5"],
    ["--code-length", "17"],
    ["--default-life", "59s"],
    ["--default-life", "4"],
    ["--max-life", "31d"],
    ["--history", "100001"],
    ["--max-memory", "1k"],
    ["--max-memory", "lots"],
    ["--message-length", "0"],
    ["--tls", "cert.pem"],
    ["--tls", `${join(folder, "missing.pem")},${join(folder, "missing.pem")}`],
    ["--log", "xml"],
    ["--tls", "let's encrypt"],
    ["--acme-email", "nobody"],
    ["--acme-email", "a@b.org,c@d.org"],
    ["--acme-email", "a@b.org?subject=x"],
    ["--acme-directory", "zerossl"],
    ["--acme-directory", "http://ca.example/directory"],
    ["--acme-directory", "https://me:secret@ca.example/"],
    ["--tls-names", "*.example.org"],
    ["--tls-names", "10.1"],
    ["--tls-names", "https://chat.example.org"],
    ["--https-port", "70000"],
    ["--tls-names", "chat.example.org"],
    ["--tls-names", "nas"],
    ["--tls-names", "10.0.0.1:8443"],
    ["--tls-names", "8.8.8.8"],
    ["--mdns-name", "game night"],
    ["--mdns-name", "chat.lan"],
    ["--mdns-name", "-chat"],
    ["--mdns-name", "a".repeat(64)],
  ];
  for (const [flag, text] of refused) {
    test(`C2: ${flag} ${text.replace(folder, "…")} is refused by name`, () => {
      const [problem = "", ...others] = problems([flag, text, ...beside(flag)]);
      expect(problem).toStartWith(`${flag}: expected `);
      expect(others).toEqual([]);
    });
  }

  test("C2: no problem repeats a value, which may be a secret", () => {
    expect(problems(["--public-url", "https://me:hunter2@example.org", "--pasword=hunter2"]).join()).not.toContain(
      "hunter2",
    );
  });

  test("C1: two files for TLS", () => {
    const [certFile, keyFile] = [file("cert.pem"), file("key.pem")];
    expect(config(["--tls", `${certFile},${keyFile}`]).tls).toEqual({ certFile, keyFile });
    expect(config(["--tls", "Self"]).tls).toBe("self");
  });
});

describe("the title of the first room", () => {
  const titles = [
    ["  Game   night ", "Game night"],
    ["夜の卓 🎲", "夜の卓 🎲"],
    ["x".repeat(80), "x".repeat(80)],
  ] as const;
  test.each(titles)("C10: %j is one", (text, firstRoom) => {
    expect(config(["--room", text]).firstRoom).toBe(firstRoom);
    expect(config([], { MAYFLY_ROOM: text }).firstRoom).toBe(firstRoom);
  });

  const others = [
    "",
    " ",
    "\u200d",
    "Game\nnight",
    "Game \u001b[31mnight",
    "Game \u202enight",
    "x".repeat(81),
    "\ud83c",
  ];
  test.each(others)("C10 C2: %j is none, and the setting is named", (text) => {
    const problem = "expected a title of 1 to 80 characters, without line breaks or invisible characters";
    expect(problems([`--room=${text}`])).toEqual([`--room: ${problem}`]);
    expect(problems(["--room", text])).toEqual([`--room: ${problem}`]);
  });
});

describe("between settings", () => {
  test("L1: a default life beyond the longest is a problem only when it was given", () => {
    expect(config(["--max-life", "4h"])).toMatchObject({ defaultLifeMs: 14_400_000, maxLifeMs: 14_400_000 });
    expect(problems(["--max-life", "4h"], { MAYFLY_DEFAULT_LIFE: "5h" })).toEqual([
      "MAYFLY_DEFAULT_LIFE: longer than MAYFLY_MAX_LIFE",
    ]);
  });

  test("S5: the public address takes the base path, and contradicts it at no time", () => {
    expect(config(["--public-url", "https://a.org", "--base-path", "/chat"]).publicUrl).toBe("https://a.org/chat/");
    expect(config(["--public-url", "https://a.org/chat", "--base-path", "/chat"]).publicUrl).toBe(
      "https://a.org/chat/",
    );
    expect(problems(["--public-url", "https://a.org/talk", "--base-path", "/chat"])).toEqual([
      "--public-url: its path must be the same as MAYFLY_BASE_PATH, or empty",
    ]);
  });
});

describe("unknown settings", () => {
  test("C2: all problems are listed at once, each by the name it was given by", () => {
    expect(problems(["--prot", "1", "--code-length=99"], { MAYFLY_HISTROY: "5", MAYFLY_LOG: "loud" })).toEqual([
      "MAYFLY_HISTROY: unknown setting; did you mean MAYFLY_HISTORY?",
      "--prot: unknown setting; did you mean --port?",
      "--code-length: expected a whole number from 6 to 16",
      "MAYFLY_LOG: expected text or json",
    ]);
  });

  test("C2: a name that resembles none gets no suggestion, and a stray word is a problem, too", () => {
    expect(problems(["--colour-scheme=blue"])).toEqual(["--colour-scheme: unknown setting"]);
    expect(problems(["now"])).toEqual(["now: unknown setting"]);
  });

  test("C1: the table names each setting once, as flag and as variable", () => {
    expect(new Set(settingDescriptions.map(({ flag }) => flag)).size).toBe(settingDescriptions.length);
    for (const { variable, flag } of settingDescriptions) {
      expect(variable).toBe(`MAYFLY_${flag.slice(2).toUpperCase().replaceAll("-", "_")}`);
    }
  });
});

test("C11, C2: a lifetime and rooms without an end contradict each other", () => {
  const loaded = loadConfig(["--lifetime", "2h", "--max-life", "never"], {});
  expect(loaded).toEqual({ ok: false, problems: [expect.stringMatching(/^--lifetime: .*MAYFLY_MAX_LIFE/)] });
  expect(loadConfig(["--lifetime", "2h"], {})).toMatchObject({ ok: true, config: { lifetimeMs: 7_200_000 } });
});

test("C2: the data file can't lie where everybody can read it", () => {
  const inside = join(folder, "mayfly.db");
  expect(problems(["--data", inside, "--public-dir", folder])).toEqual([
    "--data: is inside MAYFLY_PUBLIC_DIR, where everybody can read it",
  ]);
  expect(problems(["--data", inside, "--public-dir", mkdtempSync(join(folder, "public-"))])).toEqual([]);
  // Wherever a link leads is where the file is, or will be.
  const [outside, folderLink, link] = ["outside-", "link-", "file-"].map((name) => mkdtempSync(join(folder, name)));
  const there = mkdtempSync(join(folder, "public-"));
  symlinkSync(there, join(`${folderLink}`, "to"));
  symlinkSync(join(there, "new.db"), join(`${link}`, "mayfly.db"));
  for (const data of [join(`${folderLink}`, "to", "mayfly.db"), join(`${link}`, "mayfly.db")]) {
    expect([data, problems(["--data", data, "--public-dir", there])]).toEqual([
      data,
      [expect.stringContaining("is inside")],
    ]);
    expect(problems(["--data", data, "--public-dir", `${outside}`])).toEqual([]);
  }
});

test("C2: nor can the key of https", () => {
  const there = mkdtempSync(join(folder, "public-"));
  const key = join(there, "key.pem");
  writeFileSync(key, "");
  expect(problems(["--tls", `${file("cert.pem")},${key}`, "--public-dir", there])).toEqual([
    "--tls: its key is inside MAYFLY_PUBLIC_DIR, where everybody can read it",
  ]);
  expect(problems(["--tls", `${key},${file("key.pem")}`, "--public-dir", there])).toEqual([]);
});
