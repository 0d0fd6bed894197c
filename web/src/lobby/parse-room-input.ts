// The room meant by what somebody typed or pasted.
import { codeIn, inviteOf, ownerKeyOf } from "../browser/route.ts";

export type RoomMeant = { code: string; ownerKey: string | undefined; invite?: string | undefined };

/**
 * A code however it is written, or a link with words around it, of which the last part is the code. The link's owner
 * key comes along.
 */
export function roomMeant(text: string): RoomMeant | undefined {
  const link = /\S+\/\S+/.exec(text)?.[0];
  if (link === undefined) {
    const code = codeIn(text);
    return code === undefined ? undefined : { code, ownerKey: undefined };
  }
  const begin = link.search(/https?:\/\//i);
  const address = begin < 0 ? `http://${link}` : link.slice(begin);
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const code = codeIn(url.pathname.split("/").findLast((segment) => segment !== "") ?? "");
  return code === undefined ? undefined : { code, ownerKey: ownerKeyOf(url), invite: inviteOf(url) };
}
