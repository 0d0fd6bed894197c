import { describe, expect, test } from "bun:test";
import { helpText, parseCommand, problemsText, settingsTable } from "./cli.ts";
import { settingDescriptions } from "./config/settings.ts";
import { SOURCE_COMMAND } from "./tests/chaos/server-under-test.ts";

describe("the command", () => {
  test("C1: without one, or with flags alone, it is serve", () => {
    expect(parseCommand([])).toEqual({ name: "serve", flags: [] });
    expect(parseCommand(["--port", "9000"])).toEqual({ name: "serve", flags: ["--port", "9000"] });
    expect(parseCommand(["serve", "--port=9000"])).toEqual({ name: "serve", flags: ["--port=9000"] });
    expect(parseCommand(["invite", "--data=a.db"])).toEqual({ name: "invite", flags: ["--data=a.db"] });
    expect(parseCommand(["healthcheck", "--port=9000"])).toEqual({ name: "healthcheck", flags: ["--port=9000"] });
  });

  test("C1: help and version are found however they are asked for", () => {
    for (const argv of [["help"], ["--help"], ["-h"], ["serve", "--help"], ["--port", "1", "-h"]]) {
      expect(parseCommand(argv)).toMatchObject({ name: "help" });
    }
    for (const argv of [["version"], ["--version"], ["-v"]]) {
      expect(parseCommand(argv)).toMatchObject({ name: "version" });
    }
  });

  test("J6: backup and restore take a file, before any setting", () => {
    expect(parseCommand(["backup", "copy.db"])).toEqual({ name: "backup", flags: [], file: "copy.db" });
    expect(parseCommand(["restore", "copy.db", "--data", "a.db"])).toEqual({
      name: "restore",
      flags: ["--data", "a.db"],
      file: "copy.db",
    });
    for (const argv of [["backup"], ["backup", "--data", "a.db"]]) {
      expect(parseCommand(argv)).toEqual({ problem: "backup: missing file, as in mayfly backup FILE" });
    }
    expect(parseCommand(["bakup", "x"])).toEqual({ problem: "bakup: unknown command; did you mean backup?" });
  });

  test("N42, N60: doctor and verify take an address, verify with flags behind it", () => {
    expect(parseCommand(["doctor", "https://talk.example"])).toEqual({
      name: "doctor",
      flags: [],
      url: "https://talk.example",
    });
    expect(parseCommand(["verify", "pi:8080", "--insecure"])).toEqual({
      name: "verify",
      flags: ["--insecure"],
      url: "pi:8080",
    });
    expect(parseCommand(["verify"])).toEqual({ problem: "verify: missing address, as in mayfly verify URL" });
    for (const argv of [["doctor"], ["doctor", "--port"]]) {
      expect(parseCommand(argv)).toEqual({ problem: "doctor: missing address, as in mayfly doctor URL" });
    }
    expect(parseCommand(["docter"])).toEqual({ problem: "docter: unknown command; did you mean doctor?" });
  });

  test("C17, C18, C19: seal, open and prove take flags of their own, and the help names them", () => {
    for (const name of ["seal", "open", "prove"] as const) {
      expect(parseCommand([name, "--link", "room.link"])).toEqual({ name, flags: ["--link", "room.link"] });
      expect(helpText()).toMatch(new RegExp(`^  ${name} .*--link FILE`, "m"));
    }
  });

  test("C2: an unknown command is named, with the one it resembles", () => {
    expect(parseCommand(["srve"])).toEqual({ problem: "srve: unknown command; did you mean serve?" });
    expect(parseCommand(["toString"])).toEqual({ problem: "toString: unknown command" });
  });
});

describe("the table", () => {
  test("C1: the help has every setting's flag, variable, meaning and default", () => {
    const help = helpText();
    for (const setting of settingDescriptions) {
      expect(help).toContain(`${setting.flag}, ${setting.variable}`);
      expect(help).toContain(`${setting.meaning} (default: ${setting.default})`);
    }
  });

  test("C1: the README repeats it, word for word", async () => {
    const readme = await Bun.file(new URL("../README.md", import.meta.url)).text();
    expect(readme).toContain(`\n${settingsTable()}\n`);
  });

  test.each([
    [["--prot", "80"], "start", "--prot: unknown setting; did you mean --port?"],
    [["invite"], "run invite", "MAYFLY_DATA: not set, nor MAYFLY_REDIS; accounts need one of them"],
    [["docter"], "run", "docter: unknown command; did you mean doctor?"],
  ])("C2: %j says what it can't do, and why", (argv, task, problem) => {
    const env = { PATH: process.env.PATH ?? "" };
    const { exitCode, stderr } = Bun.spawnSync([...SOURCE_COMMAND, ...argv], { env });
    expect([exitCode, `${stderr}`]).toEqual([2, `mayfly can't ${task}:\n  ${problem}\nSee mayfly --help.\n`]);
  });

  test("C2: problems are listed one a line", () => {
    expect(problemsText(["--a: no", "--b: no"], "start")).toBe(
      "mayfly can't start:\n  --a: no\n  --b: no\nSee mayfly --help.\n",
    );
  });
});
