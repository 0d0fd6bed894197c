// Networks of a test's own, with interfaces and addresses as in a home: network namespaces of Linux.

/** Returns why there can be none here, undefined where there can. */
export function whyNoNamespace(): string | undefined {
  if (process.platform !== "linux") return "only Linux has network namespaces";
  if (process.getuid?.() !== 0) return "only root makes network namespaces";
  const missing = ["unshare", "nsenter", "ip"].find((tool) => Bun.which(tool) === null);
  if (missing !== undefined) return `there is no ${missing}`;
  const { exitCode } = Bun.spawnSync(["unshare", "--net", "--mount", "true"]);
  return exitCode === 0 ? undefined : "this system makes no network namespaces";
}

/** Runs a command to its end. @throws what it says where it fails */
function runOrThrow(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  return `${stdout}`;
}

/** A machine with a network and mounts of its own. It is gone when it is closed, or when the test's process ends. */
export class NetworkNamespace {
  readonly #holder: Bun.Subprocess<"pipe", "pipe", "inherit">;

  private constructor(holder: Bun.Subprocess<"pipe", "pipe", "inherit">) {
    this.#holder = holder;
  }

  static async open(): Promise<NetworkNamespace> {
    const command = ["unshare", "--net", "--mount", "sh", "-c", "echo ready; exec cat"];
    const holder = Bun.spawn(command, { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    // Only then it is in its own network.
    await holder.stdout.getReader().read();
    const namespace = new NetworkNamespace(holder);
    namespace.run("ip", "link", "set", "lo", "up");
    return namespace;
  }

  get pid(): number {
    return this.#holder.pid;
  }

  /** Returns the command that runs another one on this machine. */
  enter(...command: readonly string[]): string[] {
    const own = `/proc/${this.pid}/ns`;
    return ["nsenter", `--net=${own}/net`, `--mount=${own}/mnt`, ...command];
  }

  run(...command: readonly string[]): string {
    return runOrThrow(this.enter(...command));
  }

  /** Gives it an interface `lan0`, to another machine or to nobody. @param cidr as in `10.77.0.1/24` */
  connect(cidr: string, other?: { readonly namespace: NetworkNamespace; readonly cidr: string }): void {
    const peer = other === undefined ? ["lan1"] : ["lan0", "netns", `${other.namespace.pid}`];
    this.run("ip", "link", "add", "lan0", "type", "veth", "peer", "name", ...peer);
    this.#setUp("lan0", cidr);
    if (other === undefined) this.run("ip", "link", "set", "lan1", "up");
    else other.namespace.#setUp("lan0", other.cidr);
  }

  #setUp(name: string, cidr: string): void {
    this.run("ip", "address", "add", cidr, "dev", name);
    this.run("ip", "link", "set", name, "up");
  }

  async close(): Promise<void> {
    this.#holder.kill();
    await this.#holder.exited;
  }
}
