// `bun run chaos [--seed N] [--seconds N] [--binary FILE] [--control hasty|highest|forgetful] [--kills N]`
// Ends with 0 when nothing was wrong, or when a control was found out; with 1 otherwise.
import { parseArgs } from "node:util";
import { chaos, inShort, isWell, told } from "./chaos.ts";
import { kills } from "./kill-loop.ts";
import { CONTROLS, type Control } from "./known-bugs.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

function numberOf(text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`expected a whole number, not ${text}`);
  return number;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seconds: { type: "string" },
    binary: { type: "string" },
    control: { type: "string" },
    kills: { type: "string" },
  },
});
const { binary, control } = values;
if (control !== undefined && !Object.hasOwn(CONTROLS, control)) {
  throw new Error(`control: one of ${Object.keys(CONTROLS).join(", ")}`);
}
const seed = numberOf(values.seed, Math.floor(Math.random() * 2 ** 31));
if (values.kills !== undefined) {
  const count = numberOf(values.kills, 100);
  say(`chaos --seed ${seed} --kills ${count}`);
  const { acknowledged, damages, lost, doubled, disagreed } = await kills({ seed, kills: count, binary });
  say(`${acknowledged.toLocaleString("en")} messages acknowledged over ${count} kills`);
  say(`${lost} lost, ${doubled} doubled, ${disagreed} disagreements, ${damages.length} damages`);
  for (const damage of damages) say(`damage: ${damage}`);
  process.exit(lost + doubled + disagreed + damages.length === 0 ? 0 : 1);
}
const seconds = numberOf(values.seconds, 30);
say(`chaos --seed ${seed} --seconds ${seconds}${control === undefined ? "" : ` --control ${control}`}`);
const outcome = await chaos({
  ...{ seed, seconds, binary, control: control as Control | undefined },
  afterRound: (sofar, round, rounds) => void (rounds > 1 && say(`round ${round} of ${rounds}: ${inShort(sofar)}`)),
});
say(told(outcome));
const isExpected = isWell(outcome) === (control === undefined);
say(isExpected ? "As it should be." : control === undefined ? "Wrong." : "The mistake was not found out.");
process.exit(isExpected ? 0 : 1);
