// The servers of others that are built or installed for the benchmark, where that is possible.
import type { BenchmarkedServer, Peer } from "../harness/benchmarked-server.ts";
import { centrifugo } from "./centrifugo.ts";
import { fastapi } from "./fastapi.ts";

type FoundPeers = {
  readonly ready: readonly BenchmarkedServer[];
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
};

const PEERS: readonly Peer[] = [centrifugo, fastapi];

let search: Promise<FoundPeers> | undefined;

async function prepareAll(): Promise<FoundPeers> {
  const reasons = await Promise.all(PEERS.map((peer) => peer.prepare()));
  return {
    ready: PEERS.filter((_, at) => reasons[at] === undefined),
    missing: PEERS.flatMap(({ name }, at) => {
      const reason = reasons[at];
      return reason === undefined ? [] : [{ name, reason }];
    }),
  };
}

/** Prepares the peers at the first call. @returns those that can be measured here, and why the others can't */
export const findPeers = (): Promise<FoundPeers> => {
  search ??= prepareAll();
  return search;
};
