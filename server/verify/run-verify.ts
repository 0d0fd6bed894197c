// `mayfly verify URL`: compares all that a server hands out with what this executable has. Rules N42 to N46.
import { type Ask, type Comparison, compareFile, ENCODINGS } from "./compare-file.ts";
import type { OwnFiles } from "./expected-file.ts";
import { type RequestSettings, requestSettings, type Trust } from "./server-trust.ts";

const REQUEST_LIMIT_MS = 30_000;
const FILES_AT_A_TIME = 4;
/** So many problems are printed one by one. */
const MAX_PRINTED = 40;
const VERSION_PATH = "api/openapi.json";

const LIMITS_OF_PROOF = [
  "What this can't prove: that the server answers others as it answered here, that it will do so later, and that it does with",
  "what people send what this executable would do. The page /ca and the operator's own files were not compared.",
];
const ADVICE = "note Where the server has a CA of its own, add --ca and the fingerprint that it printed at its start.";
const INSECURE =
  "note --insecure takes any certificate: whoever is on the way to the server may have answered in its place.";

/** @returns the exit code: 0 where all is the same */
export async function runVerify(
  lobby: URL,
  own: OwnFiles,
  trust: Trust,
  printLine: (line: string) => void,
): Promise<0 | 1> {
  // A server's words may hold what a terminal obeys.
  const print = (line: string) => printLine(line.replace(/\p{C}/gu, "?"));
  const fail = (...lines: string[]): 1 => {
    for (const line of lines) print(line);
    return 1;
  };
  const settings = await requestSettings(lobby, trust);
  if ("problem" in settings) return fail(`BAD  ${settings.problem}`);
  const ask = createAsk(lobby, settings);
  const told = await toldVersion(ask);
  if ("problem" in told) {
    return fail(
      `BAD  ${lobby.href} can't be asked: ${told.problem}`,
      ...(/certificate/i.test(told.problem) && isPlainHttps(lobby, trust) ? [ADVICE] : []),
    );
  }
  if (told.version !== undefined && told.version !== own.version) {
    return fail(
      `BAD  The server says that it is Mayfly ${told.version}, and this is ${own.version}: compare it with its own version.`,
    );
  }
  print(`Comparing ${own.files.length} files of ${lobby.href} with those of Mayfly ${own.versionText}.`);
  if (told.version === undefined) print(`note The server doesn't tell its version at ${VERSION_PATH}.`);
  if (trust.isInsecure && lobby.protocol === "https:") print(INSECURE);

  const comparisons = await compareAll(own, lobby.href, ask);
  for (const note of new Set(comparisons.flatMap(({ notes }) => notes))) print(`note ${note}`);
  const known = new Set(own.files.map(({ path }) => new URL(path, lobby).href));
  const extra = new Set(comparisons.flatMap(({ loaded }) => loaded).filter((address) => !known.has(address)));
  const problems = [
    ...[...extra].map((address) => `EXTRA    ${address}: a page has it, and this executable doesn't`),
    ...comparisons.flatMap(({ problems }) => problems),
  ];
  for (const problem of problems.slice(0, MAX_PRINTED)) print(problem);
  if (problems.length > MAX_PRINTED) print(`and ${problems.length - MAX_PRINTED} more`);
  const wrong = comparisons.filter(({ problems }) => problems.length > 0).length;
  print(
    wrong === 0
      ? `ok   All ${own.files.length} files are those of this executable, in each of ${ENCODINGS.length} encodings.`
      : `BAD  ${wrong} of ${own.files.length} files aren't those of this executable.`,
  );
  for (const line of LIMITS_OF_PROOF) print(line);
  return wrong === 0 ? 0 : 1;
}

function createAsk(lobby: URL, { tls }: RequestSettings): Ask {
  return (path, acceptEncoding) =>
    fetch(new URL(path, lobby), {
      redirect: "manual",
      headers: { "accept-encoding": acceptEncoding },
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      ...(tls && { tls }),
    });
}

/** Returns what the server says it is, or why it can't be asked. */
async function toldVersion(ask: Ask): Promise<{ version: string | undefined } | { problem: string }> {
  let answer: Response;
  try {
    answer = await ask(VERSION_PATH, "identity");
  } catch (error) {
    return { problem: error instanceof Error ? error.message : `${error}` };
  }
  try {
    const { info } = (await answer.json()) as { info?: { version?: unknown } };
    return { version: typeof info?.version === "string" ? info.version.slice(0, 40) : undefined };
  } catch {
    return { version: undefined };
  }
}

/** Whether this machine alone judges the certificate. */
function isPlainHttps({ protocol }: URL, { caFingerprint, isInsecure }: Trust): boolean {
  return protocol === "https:" && !isInsecure && caFingerprint === undefined;
}

async function compareAll({ files }: OwnFiles, lobby: string, ask: Ask): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < files.length; at = next++) {
      const file = files[at];
      if (file !== undefined) comparisons[at] = await compareFile(file, lobby, ask);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_A_TIME }, work));
  return comparisons;
}
