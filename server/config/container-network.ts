// Finds out whether the server runs in a container whose own addresses nobody outside reaches. Rule C8.
import { fs } from "./lazy-node-modules.ts";

/** What a process on Linux can see of where it runs. */
export type ContainerFacts = {
  /** Docker has a file in the root of every container, and so has Podman. */
  readonly hasMarkerFile: boolean;
  /** Kubernetes sets its own address in every container, and its runtimes have no marker file. */
  readonly hasKubernetes: boolean;
  /** The text of /proc/self/cgroup. */
  readonly controlGroups: string;
  /** Whether a network interface belongs to a device. A container's own ones are virtual: veth, macvlan or tap. */
  readonly hasNetworkDevice: boolean;
};

/** The group of one container: `/docker/3f4e…`, `/system.slice/docker-3f4e….scope`, `/kubepods.slice/…`. */
const CONTAINER_GROUP = /\/kubepods[./-]|\/(docker|libpod|crio|cri-containerd|buildkit)[/-][0-9a-f]{12}/;

/**
 * Returns whether this is a container with a network of its own. One that shares the host's network has the host's devices
 * and addresses. LXC and systemd-nspawn don't count: they are made like machines, with addresses in the LAN.
 */
export function hasOwnContainerNetwork(facts: ContainerFacts): boolean {
  const isContainer = facts.hasMarkerFile || facts.hasKubernetes || CONTAINER_GROUP.test(facts.controlGroups);
  return isContainer && !facts.hasNetworkDevice;
}

/** Reads the facts of this process. What can't be read counts as not there. */
export function readContainerFacts(env: Readonly<Record<string, string | undefined>>): ContainerFacts {
  const { existsSync, readdirSync, readFileSync } = fs();
  const orElse = <T>(fallback: T, read: () => T): T => {
    try {
      return read();
    } catch {
      return fallback;
    }
  };
  const interfaces = orElse<string[]>([], () => readdirSync("/sys/class/net"));
  return {
    hasMarkerFile: existsSync("/.dockerenv") || existsSync("/run/.containerenv"),
    hasKubernetes: env.KUBERNETES_SERVICE_HOST !== undefined,
    controlGroups: orElse("", () => readFileSync("/proc/self/cgroup", "utf8")),
    hasNetworkDevice: interfaces.some((name) => existsSync(`/sys/class/net/${name}/device`)),
  };
}
