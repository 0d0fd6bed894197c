// The examples of docs/e2ee.md: curl and the commands, pasted into a shell, against a server of its own process.
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient } from "../../testing/api-client.ts";
import { hostEncryptedRoom, joinEncrypted } from "../../testing/encrypted-client.ts";
import { say } from "../../testing/encrypted-room.ts";
import { spawnServerProcess } from "../../testing/server-process.ts";
import { fullLinkOf } from "../../testing/terminal.ts";

const MAIN = join(import.meta.dir, "../../main.ts");
const document = await Bun.file(new URL("../../../docs/e2ee.md", import.meta.url)).text();
const part = document.slice(document.indexOf("\n## In a terminal"), document.indexOf("\n## A malicious server"));
const snippets = [...part.matchAll(/```sh\n(.*?)```/gs)].map(([, code = ""]) => code);

test("C17, C18, C19: the document's curl lines join an encrypted room, write to it, and read what a page wrote", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-examples-"));
  const process_ = await spawnServerProcess();
  try {
    const server = { client: new ApiClient(process_.url), port: process_.port };
    const { room, ownerToken } = await hostEncryptedRoom(server);
    const alice = await joinEncrypted(server, room, { token: ownerToken });
    const { envelope } = say(room, alice.writer, { text: "Welcome" }, { writtenAt: Date.now() });
    await alice.socket.request({ type: "chat", sealed: Buffer.from(envelope).toString("base64url") }, "chat");
    const [begin = "", ...others] = snippets;
    const pasted = begin.replace("cat > room.link", `echo '${fullLinkOf(server, room)}' > room.link`);
    const script = [
      // The stream never ends by itself.
      'curl() { command curl --max-time 2 "$@"; }',
      `mayfly() { "${process.execPath}" "${MAIN}" "$@"; }`,
      ...[pasted, ...others].flatMap((code) => [code, "echo; echo '--- pasted ---'"]),
    ].join("\n");
    const shell = Bun.spawn(["bash", "-c", script.replaceAll("http://localhost:8080", process_.url)], {
      cwd: folder,
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err] = await Promise.all([new Response(shell.stdout).text(), new Response(shell.stderr).text()]);
    const [, joined = "", written = "", read = ""] = out.split("--- pasted ---").map((text) => text.trim());
    expect(err).toBe("");
    expect(JSON.parse(joined)).toMatchObject({ status: "member", room: { encryption: "mayfly/e2ee/1" } });
    expect(JSON.parse(written)).toMatchObject({ type: "chat", message: "" });
    const lines = read.split("\n").map((line) => line.replace(/\d{4}-[\d:T-]+Z|\(\w{4}\)/g, "-"));
    const said = ["ok   #1 - Member -: Welcome", "ok   #2 - Member -: Who brings bread?"];
    expect(lines).toEqual([...said, ...said]);
    expect((await alice.socket.next("chat")).sealed).toBe(JSON.parse(written).sealed);
  } finally {
    await process_.stop();
    rmSync(folder, { recursive: true });
  }
}, 60_000);
