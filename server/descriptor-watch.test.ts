import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { createDescriptorWatch } from "./descriptor-watch.ts";
import { SOURCE_COMMAND } from "./testing/source-command.ts";

test("C7: a server that is out of descriptors says so once, and that they are free again", async () => {
  const command = `ulimit -n 100; exec "$0" "$@" --host 127.0.0.1 --port 0`;
  const child = Bun.spawn(["/bin/sh", "-c", command, ...SOURCE_COMMAND], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "" },
  });
  let banner = "";
  for await (const chunk of child.stdout) {
    banner += new TextDecoder().decode(chunk);
    if (/:\d+\//.test(banner)) break;
  }
  const port = Number(/127\.0\.0\.1:(\d+)\//.exec(banner)?.[1]);
  const sockets: Socket[] = Array.from({ length: 110 }, () => connect(port, "127.0.0.1").on("error", () => undefined));
  let log = "";
  for await (const chunk of child.stderr) {
    log += new TextDecoder().decode(chunk);
    if (log.includes("LimitNOFILE")) for (const socket of sockets) socket.destroy();
    if (log.includes("free again")) break;
  }
  expect(log.match(/out of file descriptors/g)).toHaveLength(1);
  child.kill("SIGTERM");
  await child.exited;
}, 30_000);

test("C7, N62: a lack that comes and goes every second is told once in ten minutes", () => {
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message.slice(0, 7));
  let calls = 0;
  const watch = createDescriptorWatch({ info: note, warn: note }, () => calls++ % 2 === 1);
  for (let second = 0; second < 600; second++) watch();
  expect(lines).toEqual(["out of ", "file de"]);
  for (let second = 0; second < 600; second++) watch();
  expect(lines).toHaveLength(4);
});
