import { parseCode } from "#protocol/room-code";
import { parseUrl } from "../browser/parse-url.ts";
import { secretIn } from "../browser/route.ts";

export type ParsedRoom = {
  code: string;
  ownerKey: string | undefined;
  invite?: string | undefined;
  /** The key of an encrypted room, as its link has it. */
  encryptionKey?: string | undefined;
};

/**
 * Returns the room meant by what somebody typed or pasted: a code however it is written, or a link with words around it,
 * whose last segment is the code. What is secret in the link comes along. undefined if there is no code.
 */
export function parseRoomInput(text: string): ParsedRoom | undefined {
  const link = /\S+\/\S+/.exec(text)?.[0];
  if (link === undefined) {
    const code = parseCode(text);
    return code === undefined ? undefined : { code, ownerKey: undefined };
  }
  const start = link.search(/https?:\/\//i);
  const address = start < 0 ? `http://${link}` : link.slice(start);
  const url = parseUrl(address);
  if (url === undefined) return undefined;
  const code = parseCode(url.pathname.split("/").findLast((segment) => segment !== "") ?? "");
  if (code === undefined) return undefined;
  const [ownerKey, invite, encryptionKey] = [secretIn(url, "key"), secretIn(url, "invite"), secretIn(url, "e2ee")];
  return { code, ownerKey, invite, encryptionKey };
}
