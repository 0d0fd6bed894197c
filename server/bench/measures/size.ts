// The size of the executable, and of a container image with it if buildah is installed.
import { statSync } from "node:fs";
import type { Result } from "../harness/result.ts";
import { mayflyCommand } from "../servers/mayfly-server.ts";
import { compareSides, type Measure, singleFigure } from "./measure.ts";

const BASE = "gcr.io/distroless/base-nossl-debian12:nonroot";

/** Builds an image like the Dockerfile's last stage. @returns its size in bytes; undefined if that is not possible here */
async function imageBytes(binary: string): Promise<number | undefined> {
  const buildah = Bun.which("buildah");
  if (buildah === null) return undefined;
  const run = async (...args: string[]) => {
    const child = Bun.spawn([buildah, ...args], {
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
  explanation: `The executable is compared with the runtime that it contains. The image is like the Dockerfile's last stage, uncompressed; it
is measured only if buildah is installed and can get the base image (${BASE}).`,
  rounds: 1,
  async run() {
    const [binary, script] = mayflyCommand;
    if (binary === undefined || script !== undefined)
      throw new Error("there is no executable; run `bun run build` first");
    const results: Result[] = [];
    const mb = (path: string) => statSync(path).size / 1e6;
    const runtime = { name: "bun", values: [mb(process.execPath)] };
    results.push(compareSides("size executable", "MB", { name: "mayfly", values: [mb(binary)] }, runtime));
    const image = await imageBytes(binary);
    results.push(singleFigure("size image", "MB", image === undefined ? [] : [image / 1e6]));
    return results;
  },
};
