// What a CA says when it refuses something, in plain words. RFC 8555, 6.7; RFC 7807. Rule N22.

/** Why there is no certificate: half a sentence for the log. */
export class AcmeProblem extends Error {
  /** @param retryAfterMs the least time before the next try, as the CA says */
  constructor(
    message: string,
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }
}

/** A problem document. */
export type ProblemDocument = {
  readonly type?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly subproblems?: readonly ProblemDocument[];
};

const PREFIX = "urn:ietf:params:acme:error:";
export const BAD_NONCE = `${PREFIX}badNonce`;

const OTHER_ANSWER = "at port 80 of the name, something else answered the CA than this server";
const NOT_FOR_THIS = "the CA issues no certificate for such a name or address";
const BAD_CONTACT = "the CA refuses the address in MAYFLY_ACME_EMAIL";

const WORDS: Readonly<Record<string, string>> = {
  badCSR: "the CA refuses the request for the certificate",
  caa: "a CAA record in the DNS keeps this CA from issuing for the name",
  connection: "the CA can't connect: port 80 of the name or address has to lead to this server from the internet",
  dns: "the CA finds no address of the name in the DNS",
  externalAccountRequired:
    "the CA wants an account that was made by hand, which --tls auto can't use; name another one in MAYFLY_ACME_DIRECTORY",
  incorrectResponse: OTHER_ANSWER,
  invalidContact: BAD_CONTACT,
  rateLimited: "the CA issues no more for now",
  rejectedIdentifier: NOT_FOR_THIS,
  serverInternal: "the CA has trouble of its own",
  unauthorized: OTHER_ANSWER,
  unsupportedContact: BAD_CONTACT,
  unsupportedIdentifier: NOT_FOR_THIS,
  userActionRequired: "the CA wants something to be confirmed by hand",
};

const MAX_DETAIL_LENGTH = 300;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what may not get into a log
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const printable = (text: unknown): string =>
  typeof text === "string" ? text.replace(UNPRINTABLE, " ").slice(0, MAX_DETAIL_LENGTH) : "";

/** @param status of the answer that the document came in */
export function toAcmeProblem(document: ProblemDocument, status: number, retryAfterMs?: number): AcmeProblem {
  // Where one thing is wrong with each name, the first says more than all together.
  const { type = "", detail, instance } = document.subproblems?.[0] ?? document;
  const kind = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : "";
  const words = Object.hasOwn(WORDS, kind) ? WORDS[kind] : `the CA refuses it (${printable(kind) || status})`;
  const said = printable(detail);
  const place = kind === "userActionRequired" && instance !== undefined ? ` at ${printable(instance)}` : "";
  return new AcmeProblem(`${words}${place}${said === "" ? "" : `; it says: ${said}`}`, retryAfterMs);
}
