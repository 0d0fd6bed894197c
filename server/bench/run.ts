// All benchmarks, one after another, each in a process of its own. Arguments are passed on: --pairs=N, --binary=FILE.
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";

const ALL = ["wheel", "start", "idle", "fanout", "journal", "logins"];

process.stdout.write(
  `Bun ${Bun.version}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${process.platform} ${process.arch}\n`,
);
for (const name of ALL) {
  process.stdout.write("\n");
  const script = join(import.meta.dir, `${name}.ts`);
  const child = Bun.spawn([process.execPath, script, ...process.argv.slice(2)], {
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  const exitCode = await child.exited;
  if (exitCode !== 0) process.exit(exitCode);
}
