// Starts a server and a proxy before it, each as its own process on a free port.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrInstall } from "../install-packages.ts";
import { startMayfly } from "../start-mayfly.ts";
import { type Placement, PROXIES, type ProxyName, pathOf, serverFlags } from "./placement.ts";
import { PROXY_PROGRAMS } from "./proxy-configs.ts";

export type ProxiedServer = Awaited<ReturnType<typeof startBehindProxy>>;

/** Debian keeps servers where only root's path leads. */
const SEARCH_PATH = `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin`;

const programOf = (proxy: ProxyName) => Bun.which(proxy, { PATH: SEARCH_PATH }) ?? undefined;

/** Returns a proxy that can be tried here: one that is installed, else nginx if it can be. */
export async function findAnyProxy(): Promise<ProxyName | undefined> {
  const installed = PROXIES.find(programOf);
  if (installed !== undefined) return installed;
  return (await whyMissing("nginx")) === undefined ? "nginx" : undefined;
}

/** Returns why a proxy can't be tried here, or undefined where it can. It is installed if that is possible. */
export async function whyMissing(proxy: ProxyName): Promise<string | undefined> {
  const { debianPackage } = PROXY_PROGRAMS[proxy];
  const found = await findOrInstall(() => programOf(proxy), debianPackage);
  return found === undefined ? `${proxy} isn't installed, and can't be (Debian's package ${debianPackage})` : undefined;
}

/** Returns a port that was free a moment ago. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

/** Makes a certificate for this machine, which is its own CA. */
export async function createCertificate(folder: string) {
  const [cert, key, both] = ["cert.pem", "key.pem", "both.pem"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const made = Bun.spawn(
    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"].concat(
      ["-keyout", key, "-out", cert],
      subject,
    ),
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  if ((await made.exited) !== 0) throw new Error("openssl made no certificate.");
  await Bun.write(both, [await Bun.file(cert).text(), await Bun.file(key).text()].join("\n"));
  return { cert, key, both };
}

async function waitUntilListening(port: number, exited: Promise<number>): Promise<void> {
  let code: number | undefined;
  void exited.then((given) => {
    code = given;
  });
  while (code === undefined) {
    try {
      const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
      socket.end();
      return;
    } catch {
      await Bun.sleep(25);
    }
  }
  throw new Error(`The proxy ended with ${code}.`);
}

/** Starts the built executable behind a proxy. */
export async function startBehindProxy(placement: Placement) {
  const folder = await mkdtemp(join(tmpdir(), "mayfly-proxy-"));
  const { writeConfig, command } = PROXY_PROGRAMS[placement.proxy];
  const [certificate, server] = await Promise.all([createCertificate(folder), startMayfly(...serverFlags(placement))]);
  const port = freePort();
  const configFile = join(folder, placement.proxy === "caddy" ? "Caddyfile" : "proxy.conf");
  await Bun.write(configFile, writeConfig({ ...placement, port, serverPort: server.port, folder, certificate }));
  const proxy = Bun.spawn(command(configFile, folder), {
    stdin: "ignore",
    stdout: "ignore",
    stderr: Bun.file(join(folder, "stderr.log")),
    env: { PATH: SEARCH_PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const stop = async () => {
    proxy.kill("SIGTERM");
    await Promise.all([proxy.exited, server.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilListening(port, proxy.exited);
  } catch (error) {
    const said = await Bun.file(join(folder, "stderr.log")).text();
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
  return {
    /** The lobby's address, with a slash at its end. */
    lobby: `${placement.scheme}://127.0.0.1:${port}${pathOf(placement)}/`,
    server,
    stop,
  };
}
