// `mayfly open`: turns what a server gave of an encrypted room into lines that can be read. Rule C18.
import { createWebCryptoVerifier, verifySignature } from "#protocol/e2ee/signatures";
import { EndOfOpening, EventOpener } from "./event-opener.ts";
import { type ByteStream, type Print, textsOf } from "./input.ts";
import { type JsonResult, JsonValues } from "./json-values.ts";
import { jsonOfLine, type OpenedLine, problemLine, textOfLine } from "./opened-line.ts";
import { type Options, readTextFile, UsageProblem } from "./options.ts";
import { recordsIn } from "./run-seal.ts";

/** @returns the exit code: 1 where something can't be opened or believed @throws UsageProblem */
export async function runOpen(options: Options, input: ByteStream, print: Print): Promise<0 | 1> {
  const { link, keyring, json = false } = options;
  const verify =
    (await createWebCryptoVerifier(crypto.subtle)) ?? ((signed) => Promise.resolve(verifySignature(signed)));
  const opener = new EventOpener(link, verify);
  let code: 0 | 1 = 0;
  const show = (line: OpenedLine) => {
    if (line.isBad) code = 1;
    print(json ? jsonOfLine(line) : textOfLine(line));
  };
  const take = async (results: Iterable<JsonResult>) => {
    for (const result of results) {
      if ("problem" in result) show(problemLine(result.problem));
      else for await (const line of opener.open(result.value)) show(line);
    }
  };
  try {
    if (keyring !== undefined) {
      const text = readTextFile("--keyring", keyring);
      recordsIn(text);
      await take([{ value: JSON.parse(text) }]);
    }
    const values = new JsonValues();
    for await (const text of textsOf(input)) await take(values.push(text));
    await take(values.end());
  } catch (error) {
    if (error instanceof EndOfOpening) throw new UsageProblem(error.message);
    throw error;
  }
  return code;
}
