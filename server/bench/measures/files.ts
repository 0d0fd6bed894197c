// How fast files are uploaded and read, and how much memory that takes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type RunningServer, residentBytes, startServerProcess } from "../harness/processes.ts";
import type { Result } from "../harness/result.ts";
import { createViaApi } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, type Measure, runInRounds, singleFigure } from "./measure.ts";

const MB = 1_000_000;
const FILE_BYTES = 1000 * MB;
const AT_ONCE = 8;
const BYTES_AT_ONCE = 200 * MB;
const BARE_SERVER = join(import.meta.dir, "../baseline-servers/bun-upload.ts");

type Figures = { readonly up: number; readonly down?: number; readonly peak: number; readonly peakAtOnce: number };

/** Uploads a file, or parts of it beside one another. @returns MB a second */
async function upload(file: string, address: string, headers: Record<string, string>, count = 1): Promise<number> {
  const begun = Bun.nanoseconds();
  const body = count === 1 ? Bun.file(file) : Bun.file(file).slice(0, BYTES_AT_ONCE);
  const answers = await Promise.all(
    Array.from({ length: count }, () => fetch(address, { method: "PUT", headers, body })),
  );
  for (const answer of answers) {
    if (answer.status !== 201) throw new Error(`an upload was answered with ${answer.status}`);
    await answer.text();
  }
  return (count * body.size) / MB / ((Bun.nanoseconds() - begun) / 1e9);
}

async function read(address: string): Promise<number> {
  const begun = Bun.nanoseconds();
  let bytes = 0;
  const { body } = await fetch(address);
  if (body !== null) for await (const chunk of body) bytes += chunk.length;
  return bytes / MB / ((Bun.nanoseconds() - begun) / 1e9);
}

/** Runs work and returns by how many MB the server's memory was above where it began, at its peak; NaN without /proc. */
async function peakOver({ pid }: RunningServer, work: () => Promise<unknown>): Promise<number> {
  const before = residentBytes(pid);
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    return work().then(() => Number.NaN);
  }
  await work();
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return (Number(peak) * 1024 - before) / MB;
}

async function measureMayfly(folder: string, file: string): Promise<Figures> {
  const sizes = ["--max-file", "1g", "--max-room-files", "9g", "--max-files", "9g", "--keep-free", "0"];
  const server = await mayfly.start(["--data", join(folder, `${crypto.randomUUID()}.db`), ...sizes]);
  try {
    const { token } = await createViaApi(`${server.url}/api/sessions`);
    const { room } = await createViaApi(`${server.url}/api/rooms`);
    const address = `${server.url}/api/rooms/${room.code}/files/bench`;
    const headers = { authorization: `Bearer ${token}` };
    // The first file of all loads what files need.
    await fetch(address, { method: "PUT", headers, body: "warm" });
    let up = Number.NaN;
    const peak = await peakOver(server, async () => {
      up = await upload(file, address, { ...headers, "mayfly-message": "" });
    });
    const peakAtOnce = await peakOver(server, () => upload(file, address, headers, AT_ONCE));
    const { files } = (await (await fetch(`${server.url}/api/rooms/${room.code}/files`)).json()) as {
      files: { url: string }[];
    };
    return { up, down: await read(`${server.url}/${files[0]?.url}`), peak, peakAtOnce };
  } finally {
    await server.stop();
  }
}

async function measureBare(folder: string, file: string): Promise<Figures> {
  const port = freePort();
  const server = await startServerProcess([process.execPath, BARE_SERVER, `${port}`, folder], port);
  try {
    await fetch(server.url, { method: "PUT", body: "warm" });
    let up = Number.NaN;
    const peak = await peakOver(server, async () => {
      up = await upload(file, server.url, {});
    });
    return { up, peak, peakAtOnce: await peakOver(server, () => upload(file, server.url, {}, AT_ONCE)) };
  } finally {
    await server.stop();
  }
}

async function measureRounds(rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-files-"));
  const file = join(folder, "file");
  const random = new Uint8Array(FILE_BYTES);
  for (let at = 0; at < FILE_BYTES; at += 65_536) crypto.getRandomValues(random.subarray(at, at + 65_536));
  await Bun.write(file, random);
  try {
    const found = await runInRounds(rounds, ["mayfly", "bare Bun"], async (name) => {
      const kept = mkdtempSync(join(folder, "kept-"));
      const figures = await (name === "mayfly" ? measureMayfly : measureBare)(kept, file);
      rmSync(kept, { recursive: true });
      return figures;
    });
    const of = (name: string, figure: keyof Figures) => ({
      name,
      values: (found.get(name) ?? []).map((figures) => figures[figure] ?? Number.NaN),
    });
    return [
      compareSides("files upload", "MB/s", of("mayfly", "up"), of("bare Bun", "up")),
      singleFigure("files download", "MB/s", of("mayfly", "down").values),
      compareSides("files peak of one upload", "MB", of("mayfly", "peak"), of("bare Bun", "peak")),
      compareSides(`files peak of ${AT_ONCE} at once`, "MB", of("mayfly", "peakAtOnce"), of("bare Bun", "peakAtOnce")),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const files: Measure = {
  name: "files",
  title: "Files",
  explanation: `A file of 1 GB of noise, uploaded to a server with a data file, which encrypts it, compared with
\`Bun.write(path, request)\`; both wait for the disk. The peak is how much more memory the server has while it takes that file, and
eight of 200 MB at once.`,
  rounds: 3,
  run: measureRounds,
};
