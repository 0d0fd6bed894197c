// A terminal of somebody who is in an encrypted room, for tests: runs `mayfly seal`, `open` and `prove` as the executable does.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTerminalCommand } from "../e2ee/run-command.ts";
import { toBase64url } from "../protocol/e2ee/bytes.ts";
import { encodeFragment } from "../protocol/e2ee/link.ts";
import type { EncryptedRoom } from "./encrypted-room.ts";

type Input = string | readonly (string | Uint8Array)[];

async function* streamOf(parts: readonly (string | Uint8Array)[]) {
  for (const part of parts) yield typeof part === "string" ? new TextEncoder().encode(part) : part;
}

export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), "mayfly-terminal-"));
  #files = 0;

  /** Returns where a file of this name would be. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Writes a file that only its owner can read. */
  file(text: string): string {
    const path = this.path(`file-${++this.#files}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  async run(
    name: "seal" | "open" | "prove",
    argv: readonly string[],
    input: Input = "",
    env: Record<string, string> = {},
  ) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runTerminalCommand(name, argv, {
      env,
      input: streamOf([input].flat()),
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
    });
    return { code, out, err: err.join("\n") };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

export const fullLinkOf = ({ port }: { readonly port: number }, { link, code }: Pick<EncryptedRoom, "link" | "code">) =>
  `http://127.0.0.1:${port}/${code}#${encodeFragment(link)}`;

/** Returns what `GET …/keyring` has of a room's keyring. */
export const keyringAnswer = ({ keyring }: Pick<EncryptedRoom, "keyring">): string =>
  JSON.stringify({ keyring: keyring.records.map(({ bytes }) => toBase64url(bytes)) });
