// Bare Bun.serve that writes what it is sent to the disk, as fast as Bun can, and waits for the disk.
// Usage: bun server/bench/baseline-servers/bun-upload.ts PORT FOLDER
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";

const [, , port = "0", folder = "."] = process.argv;
let count = 0;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  async fetch(request) {
    if (request.method !== "PUT") return new Response("bare");
    const path = join(folder, `bare-${count++}`);
    await Bun.write(path, new Response(request.body));
    const file = openSync(path, "r+");
    fsyncSync(file);
    closeSync(file);
    return new Response("written", { status: 201 });
  },
});

process.stdout.write(`http://127.0.0.1:${server.port}\n`);
