import { createSignal } from "solid-js";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";

type AccountsMode = Exclude<Awaited<ReturnType<typeof fetchAccountsMode>>, ApiError>;

const fetchAccountsMode = () => settle(api.accounts.get());
const [mode, setMode] = createSignal<AccountsMode>();
const [isAnswered, setAnswered] = createSignal(false);
let isRequested = false;

/**
 * Returns whether this server has accounts, is open for new ones, and lets them create rooms that never end; undefined
 * until it is known.
 * This is a signal. The server is asked once, at the first call.
 */
export function accountsMode(): AccountsMode | undefined {
  if (!isRequested) {
    isRequested = true;
    void fetchAccountsMode().then((answer) => {
      // After a failure the next call asks again.
      if (answer instanceof ApiError) isRequested = false;
      else setMode(answer);
      setAnswered(true);
    });
  }
  return mode();
}

/** Returns whether the server has been asked for that, and it is known or can't be. This is a signal. */
export const isAccountsModeSettled = (): boolean => isAnswered() || accountsMode() !== undefined;
