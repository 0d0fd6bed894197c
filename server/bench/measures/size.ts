// What the executable weighs, and an image with it where images can be made.
import { statSync } from "node:fs";
import { mayflyCommand } from "../baselines.ts";
import { alone, compared, type Measure, type Result } from "../measure.ts";

const BASE = "gcr.io/distroless/base-nossl-debian12:nonroot";

/** The bytes of an image as the Dockerfile's last stage makes it; undefined where that can't be done. */
async function imageBytes(binary: string): Promise<number | undefined> {
  const buildah = Bun.which("buildah");
  if (buildah === null) return undefined;
  const run = async (...words: string[]) => {
    const child = Bun.spawn([buildah, ...words], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
      timeout: 60_000,
    });
    const text = await new Response(child.stdout).text();
    return (await child.exited) === 0 ? text.trim() : undefined;
  };
  const container = await run("from", BASE);
  if (container === undefined) return undefined;
  try {
    await run("copy", container, binary, "/mayfly");
    const image = await run("commit", "--quiet", container);
    if (image === undefined) return undefined;
    const size = await run("inspect", "--type", "image", "--format", "{{.Manifest}}", image);
    await run("rmi", image);
    const layers = [...(size ?? "").matchAll(/"size":\s*(\d+)/g)].map(([, bytes]) => Number(bytes));
    return layers.length > 0 ? layers.reduce((sum, bytes) => sum + bytes, 0) : undefined;
  } finally {
    await run("rm", container);
  }
}

export const size: Measure = {
  name: "size",
  title: "Size",
  words: `The executable, against the runtime it has in it; an image as the Dockerfile's last stage makes it, uncompressed,
where there is buildah and it can have the base image (${BASE}).`,
  rounds: 1,
  async run() {
    const [binary, script] = mayflyCommand;
    if (binary === undefined || script !== undefined) throw new Error("there is no executable: bun run build");
    const results: Result[] = [];
    const mb = (path: string) => statSync(path).size / 1e6;
    const runtime = { name: "bun", values: [mb(process.execPath)] };
    results.push(compared("size executable", "MB", { name: "mayfly", values: [mb(binary)] }, runtime));
    const image = await imageBytes(binary);
    results.push(alone("size image", "MB", image === undefined ? [] : [image / 1e6]));
    return results;
  },
};
