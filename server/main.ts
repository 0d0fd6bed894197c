// The program's entry point: runs the command of the command line. Nothing imports this file.
import { DAY_MS } from "#protocol/limits";
import { foldCode } from "#protocol/room-code";
import { createAdminCode } from "./accounts/admin-codes.ts";
import { createEpochId } from "./chat/lib/ids.ts";
import { helpText, parseCommand, problemsText } from "./cli.ts";
import { adminLink } from "./config/banner.ts";
import { type Config, loadConfig } from "./config/config.ts";
import { ParseProblem, redisAddress } from "./config/parsers.ts";
import { passedOverLine } from "./config/platform-variables.ts";
import { healthcheck } from "./healthcheck.ts";
import { createLogger } from "./logger.ts";
import { serve } from "./serve.ts";
import { versionText } from "./version.ts";

const NO_ADDRESS = "not an address of a server, as in https://talk.example/chat/";

/** Has `move` take rooms from the Redis into the data file. */
const BACK = "--back";

// biome-ignore lint/suspicious/noConsole: this is the output, and `process.stdout` takes 15 ms when it is first used
const printLine = (line: string) => console.log(line);

/** What problems are said to stand in the way of. */
let task = "run";

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if ("problem" in command) return fail([command.problem]);
  task = command.name === "serve" ? "start" : `run ${command.name}`;
  if (command.name === "help") return void printLine(helpText().trimEnd());
  if (command.name === "version") return void printLine(versionText);
  if ("url" in command) {
    if (command.name === "move") return move(command.url, command.flags);
    return command.name === "doctor" ? testConnection(command.url) : verifyServer(command.url, command.flags);
  }
  if (command.name === "seal" || command.name === "open" || command.name === "prove") {
    return useEncryptedRoom(command.name, command.flags);
  }
  const loaded = loadConfig(command.flags, process.env);
  if (!loaded.ok) return fail(loaded.problems);
  const { config } = loaded;
  if (command.name === "healthcheck") process.exit(await healthcheck(config));
  if (command.name === "invite") return inviteAdmin(config);
  if ("file" in command) return copyData(command.name, command.file, config.data);
  if (loaded.passedOver.length > 0) {
    createLogger(config.log, (line) => process.stderr.write(line)).warn(passedOverLine(loaded.passedOver));
  }
  const problem = await serve(config);
  if (problem !== undefined) return fail([problem]);
}

async function testConnection(url: string): Promise<void> {
  const { parseLobby, runDoctor } = await import("./doctor/run-doctor.ts");
  const lobby = parseLobby(url);
  if (lobby === undefined) return fail([`doctor: ${NO_ADDRESS}`]);
  process.exit(await runDoctor(lobby, printLine));
}

async function verifyServer(url: string, flags: readonly string[]): Promise<void> {
  const { parseLobby } = await import("./doctor/run-doctor.ts");
  const { parseTrust } = await import("./verify/server-trust.ts");
  const lobby = parseLobby(url);
  if (lobby === undefined) return fail([`verify: ${NO_ADDRESS}`]);
  const trust = parseTrust(flags);
  if ("problem" in trust) return fail([trust.problem]);
  const { ownFiles } = await import("./own-files.ts");
  const own = await ownFiles({ basePath: lobby.pathname });
  if (own === undefined) return fail(["verify: there is no client to compare with; build it, or use an executable"]);
  const { runVerify } = await import("./verify/run-verify.ts");
  process.exit(await runVerify(lobby, own, trust, printLine));
}

async function useEncryptedRoom(name: "seal" | "open" | "prove", flags: readonly string[]): Promise<void> {
  const { runTerminalCommand } = await import("./e2ee/run-command.ts");
  // Whoever reads the output may have had enough of it, as `head` has.
  process.stdout.on("error", () => process.exit(0));
  process.exitCode = await runTerminalCommand(name, flags, {
    env: process.env,
    input: Bun.stdin.stream(),
    print: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
  });
}

async function inviteAdmin({ data, redis, publicUrl }: Pick<Config, "data" | "redis" | "publicUrl">): Promise<void> {
  if (data === undefined && redis === undefined) {
    return fail(["MAYFLY_DATA: not set, nor MAYFLY_REDIS; accounts need one of them"]);
  }
  // Imported only here, so that `mayfly serve` without a data file doesn't wait for SQLite.
  const { adminCodeDigest, saveAdminCode } = await import("./engine/sqlite/admin-codes.ts");
  const { DataFileProblem } = await import("./engine/sqlite/data-file-problem.ts");
  const code = createAdminCode((bytes) => void crypto.getRandomValues(bytes));
  try {
    const [digest, until] = [adminCodeDigest(foldCode(code)), Date.now() + DAY_MS];
    if (data !== undefined) saveAdminCode(data, digest, until);
    else if (redis !== undefined) await saveInRedis(redis, digest, until);
  } catch (error) {
    if (!(error instanceof DataFileProblem)) throw error;
    process.stderr.write(problemsText([`${data} ${error.message}`], "invite"));
    process.exit(1);
  }
  const link = publicUrl === undefined ? "" : `Or open ${adminLink(publicUrl, code)}\n`;
  process.stdout.write(
    `${code}\nWorks once, within a day. Enter it when you create your account, or in your account.\n${link}`,
  );
}

async function saveInRedis(url: string, digest: string, until: number): Promise<void> {
  // Imported only here, so that nothing else waits for the client of Redis.
  const { saveSharedAdminCode } = await import("./open-redis.ts");
  await saveSharedAdminCode(url, digest, until).catch((error) =>
    fail([`MAYFLY_REDIS: can't be used: ${error instanceof Error ? error.message : error}`]),
  );
}

async function move(url: string, allFlags: readonly string[]): Promise<void> {
  const flags = allFlags.filter((flag) => flag !== BACK);
  const address = redisAddress(url);
  if (address instanceof ParseProblem) return fail([`move: expected ${address.expected}`]);
  const loaded = loadConfig(flags, { ...process.env, MAYFLY_REDIS: url }, { mayHaveBoth: true });
  if (!loaded.ok) return fail(loaded.problems);
  const { data } = loaded.config;
  if (data === undefined) return fail(["MAYFLY_DATA: not set"]);
  // Imported only here, so that `mayfly serve` waits for neither SQLite nor Redis.
  const { moveRooms } = await import("./move.ts");
  try {
    printLine(await moveRooms(data, loaded.config, allFlags.includes(BACK)));
    process.exit(0);
  } catch (error) {
    process.stderr.write(problemsText([error instanceof Error ? error.message : String(error)], "move"));
    process.exit(1);
  }
}

async function copyData(name: "backup" | "restore", file: string, data: string | undefined): Promise<void> {
  if (data === undefined) return fail(["MAYFLY_DATA: not set"]);
  // Imported only here, so that `mayfly serve` without a data file doesn't wait for SQLite.
  const { BackupProblem, backUp, restore } = await import("./engine/sqlite/backup.ts");
  try {
    if (name === "backup") {
      backUp(data, file);
      return void process.stdout.write(`Copied ${data} to ${file}.\n`);
    }
    const former = restore(data, file, Date.now(), () => createEpochId((bytes) => void crypto.getRandomValues(bytes)));
    const kept = former === undefined ? "" : ` What was there is now ${former}.`;
    process.stdout.write(`Copied ${file} to ${data}.${kept}\n`);
  } catch (error) {
    if (!(error instanceof BackupProblem)) throw error;
    process.stderr.write(problemsText([error.message], name === "backup" ? "back up" : name));
    process.exit(1);
  }
}

function fail(problems: readonly string[]): never {
  process.stderr.write(problemsText(problems, task));
  process.exit(2);
}

main();
