// Compares what a server answers at one address with what this executable would. Rules N42, N43.
import { type ExpectedFile, sha256 } from "./expected-file.ts";
import { pageReferences } from "./page-references.ts";

/** Sends a request for a path below the lobby. @throws what keeps it from an answer */
export type Ask = (path: string, acceptEncoding: string) => Promise<Response>;

/** What was found at one address. */
export type Comparison = {
  /** One line for each thing that is not as expected. */
  readonly problems: readonly string[];
  /** What has to be said although all is as expected. */
  readonly notes: readonly string[];
  /** What its pages load or run that nobody expected there. */
  readonly loaded: readonly string[];
};

/** As browsers ask, and each encoding by itself, for a server may keep a file for each. */
export const ENCODINGS = ["gzip, deflate, br, zstd", "br", "gzip", "identity"] as const;

const WITHIN_PAGE = "a script within the page";

/** @param lobby the address of the lobby, which paths are below */
export async function compareFile(expected: ExpectedFile, lobby: string, ask: Ask): Promise<Comparison> {
  const found = await Promise.all(ENCODINGS.map((encoding) => compareAnswer(expected, lobby, encoding, ask)));
  const kinds = [...new Set(found.map(({ problem }) => problem))].filter((kind) => kind !== undefined);
  const problems = kinds.map((kind) => {
    const having = ENCODINGS.filter((_, at) => found[at]?.problem === kind);
    const where = having.length === ENCODINGS.length ? "" : ` (where asked for ${having.join(" or ")})`;
    return `${kind.slice(0, MARK_WIDTH)}${lobby}${expected.path}${where}${kind.slice(MARK_WIDTH)}`;
  });
  const unique = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== "");
  return {
    problems,
    notes: unique(found.map(({ note = "" }) => note)),
    loaded: unique(found.flatMap(({ loaded = [] }) => loaded)),
  };
}

type AnswerComparison = { readonly problem?: string; readonly note?: string; readonly loaded?: readonly string[] };

/** What a problem begins with has this width. */
const MARK_WIDTH = 9;
const mark = (word: string, rest: string) => word.padEnd(MARK_WIDTH) + rest;

async function compareAnswer(
  { path, status, contents, policy }: ExpectedFile,
  lobby: string,
  encoding: string,
  ask: Ask,
): Promise<AnswerComparison> {
  let answer: Response;
  let content: Uint8Array;
  try {
    answer = await ask(path, encoding);
    content = await answer.bytes();
  } catch (error) {
    // What the runtime advises its programmers is none for an operator.
    const why = error instanceof Error ? error.message.replace(/ For more information, pass `verbose.*/, "") : error;
    return { problem: mark("FAILED", `: ${why}`) };
  }
  if (answer.status >= 300 && answer.status < 400) {
    return { problem: mark("DIFFERS", `: leads to ${answer.headers.get("location")}`) };
  }
  if (answer.status !== status) {
    return status === 200 && [404, 410].includes(answer.status)
      ? { problem: mark("MISSING", "") }
      : { problem: mark("DIFFERS", `: answered with ${answer.status} in place of ${status}`) };
  }
  const hash = sha256(content);
  const note = contents.get(hash);
  if (note === undefined) {
    const isPage = answer.headers.get("content-type")?.startsWith("text/html") === true;
    return {
      problem: mark("DIFFERS", `: SHA-256 ${hash.slice(0, 16)}…, here ${[...contents.keys()].at(-1)?.slice(0, 16)}…`),
      loaded: isPage ? loadedBy(new TextDecoder().decode(content), new URL(path, lobby).href) : [],
    };
  }
  if (policy === undefined) return { note };
  const { headers } = answer;
  if (headers.get("content-security-policy") !== policy) {
    return { problem: mark("DIFFERS", " in its Content-Security-Policy, which says what may run"), note };
  }
  // Browsers do what these say, whatever the page is. The server sends neither.
  for (const [name, does] of [
    ["refresh", "leads to"],
    ["link", "loads"],
  ] as const) {
    if (headers.has(name)) return { problem: mark("DIFFERS", `: ${does} ${headers.get(name)}`), note };
  }
  return { note };
}

function loadedBy(html: string, address: string): string[] {
  const { addresses, hasInlineScript } = pageReferences(html, address);
  return hasInlineScript ? [...addresses, WITHIN_PAGE] : [...addresses];
}
