import { For, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { createBans } from "./bans.ts";
import "./people-dialog.css";

/** Lists who is banned from the room, each with a button that lifts the ban. */
export function BanList() {
  const room = useRoom();
  const { bans, refresh } = createBans(room);
  return (
    <Show when={bans().length > 0}>
      <section class="people-dialog-section">
        <h3>{t().banned}</h3>
        <ul class="ban-list">
          <For each={bans()}>
            {({ id, name }) => (
              <li>
                <span dir="auto">{name}</span>
                <button
                  type="button"
                  aria-label={t().unbanName(name)}
                  onClick={async () => {
                    await moderate(room, "unban", id);
                    await refresh();
                  }}
                >
                  {t().unban}
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
