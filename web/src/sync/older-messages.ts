// Gets older messages from the server, a page at a time, one page at once.
import { type Accessor, createSignal } from "solid-js";
import { PAGE_LIMIT } from "#protocol/limits";
import { Refused } from "../api/api-error.ts";
import { olderMessages } from "../api/early-requests.ts";
import { firstSeq, type LocalAction, type RoomState } from "./room-reducer.ts";

export type OlderPorts = {
  code: string;
  state: Accessor<RoomState>;
  act(action: LocalAction): void;
  /** The newest messages before a seq. */
  fetch?: typeof olderMessages;
};

export function createOlder({ code, state, act, fetch = olderMessages }: OlderPorts) {
  const [isLoadingOlder, setLoading] = createSignal(false);
  let underWay: Promise<void> | undefined;

  async function load(limit: number | undefined): Promise<void> {
    setLoading(true);
    const before = firstSeq(state());
    const page = await fetch(code, before, limit);
    if (!(page instanceof Refused)) act({ type: "older", before, ...page });
    underWay = undefined;
    setLoading(false);
  }

  function loadOlder(limit?: number): Promise<void> {
    if (!state().hasOlder) return Promise.resolve();
    underWay ??= load(limit);
    return underWay;
  }

  return {
    isLoadingOlder,
    loadOlder,

    /** Loads back to this seq, as far as the server has it and can be reached. */
    async loadBack(seq: number): Promise<void> {
      for (let first = firstSeq(state()); first > seq && state().hasOlder; first = firstSeq(state())) {
        await loadOlder(PAGE_LIMIT);
        if (firstSeq(state()) === first && state().hasOlder) return;
      }
    },
  };
}
