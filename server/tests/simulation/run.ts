// `bun run simulate [--nodes=N] [--talkers=N] [--messages=N] [--faults=N] [--seed=N]`: simulates one room on many nodes.
import { simulate } from "./simulate.ts";

const flag = (name: string, otherwise: number) => {
  const text = process.argv.find((one) => one.startsWith(`--${name}=`))?.split("=")[1];
  return text === undefined ? otherwise : Number(text);
};
const nodes = flag("nodes", 30);
const options = {
  nodes,
  talkers: flag("talkers", Math.min(10, nodes)),
  messages: flag("messages", 300),
  faults: flag("faults", 12),
  seed: flag("seed", 1),
};
const startedAt = Bun.nanoseconds();
const result = await simulate(options);
const seconds = ((Bun.nanoseconds() - startedAt) / 1e9).toFixed(1);
process.stdout.write(`${JSON.stringify({ ...options, ...result }, undefined, 2)}\n${seconds} s\n`);
process.exit(result.problems.length === 0 ? 0 : 1);
