// Whether this server keeps accounts, takes new ones, and lets their rooms last: asked once, when it is first wanted.
import { createSignal } from "solid-js";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";

type Here = Exclude<Awaited<ReturnType<typeof ask>>, Refused>;

const ask = () => settle(api.accounts.get());
const [here, setHere] = createSignal<Here>();
let isAsked = false;

/** @returns undefined until it is known */
export function accountsHere(): Here | undefined {
  if (!isAsked) {
    isAsked = true;
    void ask().then((answer) => {
      // Who couldn't be reached is asked again by who wants to know next.
      if (answer instanceof Refused) isAsked = false;
      else setHere(answer);
    });
  }
  return here();
}
