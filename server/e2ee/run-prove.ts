// `mayfly prove`: answers a room's challenge, which shows the server that one has the room's key. Rule C19.
import { fromBase64url, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import { CHALLENGE_BYTES } from "#protocol/e2ee/join-challenges";
import { makeJoinProof } from "#protocol/e2ee/join-proof";
import { deriveEpochKeys, deriveLinkCheck, derivePasswordKey, deriveSecret } from "#protocol/e2ee/key-schedule";
import { MAX_KEYRING_RECORDS } from "#protocol/e2ee/keyring";
import { hashRootKey, roomIdOf } from "#protocol/e2ee/link";
import { type ByteStream, type Print, textsOf } from "./input.ts";
import { type Options, UsageProblem } from "./options.ts";

const MAX_CHALLENGE_CHARACTERS = 4096;

/** @throws UsageProblem */
export async function runProve({ link, member = "" }: Options, input: ByteStream, print: Print): Promise<0> {
  let text = "";
  for await (const part of textsOf(input)) {
    text += part;
    if (text.length > MAX_CHALLENGE_CHARACTERS) break;
  }
  const { challenge, keyEpoch, rootKey, linkCheck, passwordSalt } = readChallenge(text);
  const roomId = roomIdOf(link.rootHash, link.code);
  if (!isEqual(hashRootKey(rootKey), link.rootHash)) throw new UsageProblem("the challenge is another room's");
  if (!isEqual(deriveLinkCheck(link.secret, roomId), linkCheck)) {
    throw new UsageProblem("--link: the room has a new key, and this link is of before: ask for the new link");
  }
  if (passwordSalt !== undefined && link.password === undefined) {
    throw new UsageProblem("--link: the room has a password: it belongs on the line below the link");
  }
  const passwordKey = passwordSalt && derivePasswordKey(link.password ?? "", passwordSalt);
  const keys = deriveEpochKeys(deriveSecret(link.secret, passwordKey, roomId, keyEpoch), roomId, keyEpoch);
  const proof = makeJoinProof(keys, { challenge, memberId: member, base: link.base });
  print(JSON.stringify({ challenge: toBase64url(challenge), proof: toBase64url(proof) }));
  return 0;
}

/** @throws UsageProblem */
function readChallenge(text: string) {
  let answer: Record<string, unknown> & { error?: { message?: unknown } };
  try {
    answer = JSON.parse(text) ?? {};
  } catch {
    throw new UsageProblem("the input is no challenge, which GET …/challenge gives");
  }
  if (typeof answer.error?.message === "string") throw new UsageProblem(`the server says: ${answer.error.message}`);
  const bytesOf = (name: string) => {
    const bytes = typeof answer[name] === "string" ? fromBase64url(answer[name]) : undefined;
    if (bytes === undefined) throw new UsageProblem("the input is no challenge, which GET …/challenge gives");
    return bytes;
  };
  const challenge = bytesOf("challenge");
  const { keyEpoch, passwordSalt } = answer;
  const isEpoch = Number.isInteger(keyEpoch) && Number(keyEpoch) >= 0 && Number(keyEpoch) < MAX_KEYRING_RECORDS;
  if (challenge.length !== CHALLENGE_BYTES || !isEpoch) {
    throw new UsageProblem("the input is no challenge, which GET …/challenge gives");
  }
  return {
    challenge,
    keyEpoch: Number(keyEpoch),
    rootKey: bytesOf("rootKey"),
    linkCheck: bytesOf("linkCheck"),
    passwordSalt: passwordSalt === undefined ? undefined : bytesOf("passwordSalt"),
  };
}
