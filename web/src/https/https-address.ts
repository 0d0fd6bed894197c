import { api, settle } from "../api/api.ts";

/**
 * Returns where the server has this page over https: the same host at another port. The hash stays behind, which may be a
 * secret; undefined where the page is there already, or there is no https beside http.
 */
export async function findHttpsAddress({
  protocol,
  hostname,
  pathname,
  search,
}: Location): Promise<string | undefined> {
  if (protocol !== "http:") return undefined;
  const found = await settle(api.https.get());
  return "port" in found && found.port !== null ? `https://${hostname}:${found.port}${pathname}${search}` : undefined;
}
