// The files that run Mayfly elsewhere give it no right that it doesn't need.
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadConfig } from "../config/config.ts";
import { SETTINGS } from "../config/settings.ts";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

type Service = {
  image: string;
  build?: string;
  read_only?: boolean;
  privileged?: boolean;
  user?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  volumes?: string[];
  ports?: string[];
  environment?: Record<string, string>;
};
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> };

/** Where a service writes: the volumes that aren't read-only. */
const writableIn = ({ volumes = [] }: Service) =>
  volumes.filter((volume) => !volume.endsWith(":ro")).map((volume) => volume.split(":")[1]);

describe.each(["compose.yaml", "deploy/compose.caddy.yaml"])("%s", (path) => {
  const { services, volumes } = Bun.YAML.parse(read(path)) as Compose;
  const mayfly = services.mayfly as Service;

  test("C14: nothing is writable but volumes, and no right is there or can be gained", () => {
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.read_only, service.cap_drop, service.security_opt]).toEqual([
        name,
        true,
        ["ALL"],
        ["no-new-privileges:true"],
      ]);
      expect([name, service.privileged, service.user]).toEqual([name, undefined, undefined]);
    }
    expect(mayfly.cap_add).toBeUndefined();
    expect(writableIn(mayfly)).toEqual(["/data"]);
  });

  test("C14: it builds from this folder, its volumes are declared, and its variables are settings", () => {
    expect(existsSync(join(ROOT, dirname(path), mayfly.build ?? "", "Dockerfile"))).toBe(true);
    const named = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((one) => one.split(":")[0] ?? ""));
    for (const name of named) {
      if (name.startsWith("./")) expect(existsSync(join(ROOT, dirname(path), name))).toBe(true);
      else expect(Object.keys(volumes)).toContain(name);
    }
    const names: readonly string[] = Object.values(SETTINGS).map(({ name }) => name);
    for (const name of Object.keys(mayfly.environment ?? {})) expect(names).toContain(name);
  });
});

test("C14: with Caddy, Mayfly is reached through it alone, and trusts what it says", () => {
  const { services } = Bun.YAML.parse(read("deploy/compose.caddy.yaml")) as Compose;
  const { mayfly, caddy } = services as Record<"mayfly" | "caddy", Service>;
  expect(mayfly.ports).toBeUndefined();
  expect(mayfly.environment).toMatchObject({ MAYFLY_TRUST_PROXY: "private" });
  expect(caddy.cap_add).toEqual(["NET_BIND_SERVICE"]);
  expect(read("deploy/Caddyfile")).toContain("reverse_proxy mayfly:8080");
});

test("C14: the image runs as a numbered user that isn't root, on a base without a shell", () => {
  const lines = read("Dockerfile").split("\n");
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  expect(last[0]).toMatch(/^FROM gcr\.io\/distroless\/\S+:nonroot$/);
  expect(last.filter((line) => line.startsWith("USER "))).toEqual(["USER 65532:65532"]);
  expect(last.filter((line) => /^(RUN|ADD) /.test(line))).toEqual([]);
  expect(last.join("\n")).toContain('HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["/may');
});

describe("deploy/mayfly.service", () => {
  const unit = read("deploy/mayfly.service");
  const valuesOf = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value]) => value);

  test("C14: its settings are valid, and its data lies in the folder that it may write to", () => {
    const variables = valuesOf("Environment").flatMap((text) => text?.split(" ") ?? []);
    const env = Object.fromEntries(variables.map((one) => one.split("=") as [string, string]));
    const folder = `/var/lib/${valuesOf("StateDirectory")[0]}`;
    expect(dirname(env.MAYFLY_DATA ?? "")).toBe(folder);
    // The folder is systemd's to make.
    expect(loadConfig([], { ...env, MAYFLY_DATA: undefined }).ok).toBe(true);
    expect([valuesOf("DynamicUser"), valuesOf("CapabilityBoundingSet"), valuesOf("ProtectSystem")]).toEqual([
      ["yes"],
      [""],
      ["strict"],
    ]);
  });

  const hasTool = Bun.which("systemd-analyze") !== null;
  test.skipIf(!hasTool)(
    `C14: systemd finds an exposure of at most 2.0${hasTool ? "" : " (skipped: no systemd-analyze here)"}`,
    () => {
      const command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager"];
      const { exitCode, stdout } = Bun.spawnSync([...command, join(ROOT, "deploy/mayfly.service")]);
      const exposure = Number(/exposure level for mayfly\.service: ([\d.]+)/.exec(stdout.toString())?.[1]);
      expect([exposure <= 2, exitCode]).toEqual([true, 0]);
    },
  );
});

test("C16: the image and the compose file have https beside http, on ports that are asked for, declared and published", () => {
  const image = read("Dockerfile");
  expect(image).toMatch(/^EXPOSE 8080 8443$/m);
  const [, settings = ""] = /^ENV (.*)$/m.exec(image) ?? [];
  const env = Object.fromEntries(settings.split(" ").map((each) => each.split("=") as [string, string]));
  // The folder of the data file is there in the image alone.
  const loaded = loadConfig([], { ...env, MAYFLY_DATA: undefined });
  const ports = { port: 8080, portAsked: true, httpsPort: 8443, httpsPortAsked: true };
  expect(loaded.ok && loaded.config).toMatchObject(ports);
  const { services } = Bun.YAML.parse(read("compose.yaml")) as Compose;
  expect(services.mayfly?.ports).toEqual(["8080:8080", "8443:8443"]);
  expect(Object.keys(services.mayfly?.environment ?? {})).toEqual(
    expect.arrayContaining(["MAYFLY_TLS", "MAYFLY_TLS_NAMES"]),
  );
});
