// Leads from older messages to the newest, and says how many nobody has seen here.
import { Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { numeral } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { MANY } from "../room/unread-count.ts";
import "./jump-to-latest.css";

export function Newest(props: { go: () => void }) {
  const { unseen } = useRoom().reading;
  const isMany = () => unseen() >= MANY;
  return (
    <button class="newest" type="button" data-look="primary" onClick={() => props.go()}>
      <Show when={unseen() > 0} fallback={<span class="unseen">{w().toNewest}</span>}>
        <span aria-hidden="true">{isMany() ? `${numeral(MANY - 1)}+` : numeral(unseen())}</span>
        <span class="unseen">{isMany() ? w().newMany(MANY - 1) : w().newCount(unseen())}</span>
      </Show>
      <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M10 3v13M4 10.5l6 6 6-6" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </button>
  );
}
