import { type Accessor, createSignal } from "solid-js";
import { MAX_PAGE_MESSAGES } from "#protocol/limits";
import { ApiError } from "../api/api-error.ts";
import { fetchOlderMessages } from "../api/early-requests.ts";
import type { Environment } from "./connection-types.ts";
import { type LocalAction, oldestSeq, type RoomState } from "./room-reducer.ts";

export type OlderMessagesPorts = {
  code: string;
  state: Accessor<RoomState>;
  act(action: LocalAction): void;
  fetch?: typeof fetchOlderMessages;
  after?: Environment["after"];
};

/** A page that failed counts as under way for this long, so that it isn't asked for at once again. */
const RETRY_AFTER_MS = 5_000;

/** Fetches older messages from the server, one page at a time. */
export function createOlderMessages({ code, state, act, fetch = fetchOlderMessages, after }: OlderMessagesPorts) {
  const [isLoadingOlder, setLoading] = createSignal(false);
  let underWay: Promise<void> | undefined;

  async function load(limit: number | undefined): Promise<void> {
    setLoading(true);
    const before = oldestSeq(state());
    const page = await fetch(code, before, limit);
    if (!(page instanceof ApiError)) act({ type: "older", before, ...page });
    else if (after) await new Promise<void>((resolve) => after(RETRY_AFTER_MS, resolve));
    underWay = undefined;
    setLoading(false);
  }

  /** Loads the next older page, or waits for the one under way. */
  function loadOlder(limit?: number): Promise<void> {
    if (!state().hasOlder) return Promise.resolve();
    underWay ??= load(limit);
    return underWay;
  }

  return {
    isLoadingOlder,
    loadOlder,

    /** Loads pages back to this seq, as far as the server has them and can be reached. */
    async loadBack(seq: number): Promise<void> {
      for (let first = oldestSeq(state()); first > seq && state().hasOlder; first = oldestSeq(state())) {
        await loadOlder(MAX_PAGE_MESSAGES);
        if (oldestSeq(state()) === first && state().hasOlder) return;
      }
    },
  };
}
