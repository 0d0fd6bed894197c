// A local network of two machines: one with the server, and one with a browser, which looks up names of the network by Avahi,
// as Linux desktops do.
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NetworkNamespace, whyNoNamespace } from "../../server/testing/network-namespace.ts";
import { eventually } from "./eventually.ts";
import { findOrInstall } from "./install-packages.ts";

export const SERVER_ADDRESS = "10.77.0.1";
const BROWSER_ADDRESS = "10.77.0.2";
const AVAHI = "/usr/sbin/avahi-daemon";
const AVAHI_SOCKET = "/run/avahi-daemon/socket";

export type LocalNetwork = {
  readonly server: NetworkNamespace;
  readonly browser: NetworkNamespace;
  /** Whether the browser's machine looks up names of the local network. */
  readonly hasNames: boolean;
  close(): Promise<void>;
};

/** Returns why there can be none here, undefined where there can. */
export const whyNoLocalNetwork = whyNoNamespace;

/** Finds what looks up names of the local network, or installs it where that is possible. */
export async function findAvahi(): Promise<string | undefined> {
  const find = () => {
    const libraries = Bun.spawnSync(["ldconfig", "-p"]).stdout.toString();
    return existsSync(AVAHI) && libraries.includes("libnss_mdns4_minimal") ? AVAHI : undefined;
  };
  return whyNoNamespace() === undefined ? findOrInstall(find, "avahi-daemon", "libnss-mdns") : undefined;
}

export async function openLocalNetwork(avahi: string | undefined): Promise<LocalNetwork> {
  const [server, browser] = await Promise.all([NetworkNamespace.open(), NetworkNamespace.open()]);
  server.connect(`${SERVER_ADDRESS}/24`, { namespace: browser, cidr: `${BROWSER_ADDRESS}/24` });
  const daemon = avahi === undefined ? undefined : await startAvahi(avahi, browser);
  return {
    server,
    browser,
    hasNames: daemon !== undefined,
    async close() {
      daemon?.kill();
      await daemon?.exited;
      await Promise.all([server.close(), browser.close()]);
    },
  };
}

/** Its socket and the order of look-ups are in mounts of that machine alone. */
async function startAvahi(avahi: string, machine: NetworkNamespace): Promise<Bun.Subprocess> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-avahi-"));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const settings = ["[server]", "host-name=browser", "use-ipv6=no", "enable-dbus=no", "allow-interfaces=lan0"];
  const config = write("avahi.conf", [...settings, "[publish]", "disable-publishing=yes", ""].join("\n"));
  const lookups = write(
    "nsswitch.conf",
    "passwd: files\ngroup: files\nhosts: files mdns4_minimal [NOTFOUND=return] dns\n",
  );
  machine.run("mount", "-t", "tmpfs", "tmpfs", "/run");
  machine.run("mkdir", "/run/avahi-daemon");
  machine.run("mount", "--bind", lookups, "/etc/nsswitch.conf");
  const command = machine.enter(avahi, "--no-drop-root", "--no-chroot", "--no-rlimits", "--file", config);
  const daemon = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  await eventually(() => existsSync(`/proc/${machine.pid}/root${AVAHI_SOCKET}`), true);
  return daemon;
}
