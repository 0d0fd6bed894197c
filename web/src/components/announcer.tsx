// Reads new messages of others to those who listen, one polite sentence each; history is not read out.
import { createEffect, createSignal, For, on } from "solid-js";
import { useRoom } from "../room/context.ts";
import { isShown } from "../room/transcript.ts";
import { changeSaid } from "../words/changes.ts";

/** Spoken lines kept: a screen reader says what is added. */
const KEPT = 5;

export function Announcer() {
  const room = useRoom();
  const [lines, setLines] = createSignal<readonly { said: string }[]>([]);
  createEffect(
    on(room.events, (now, before) => {
      // A first page or a fresh snapshot is something to read, not news.
      const last = before?.at(-1);
      if (last === undefined || now.at(-1) === last) return;
      const fresh = now
        .filter(isShown)
        .filter((event) => event.seq > last.seq && event.userId !== room.state().you?.id);
      if (fresh.length === 0 || now[0]?.seq !== before?.[0]?.seq) return;
      const said = fresh.map((event) => ({
        said: event.type === "chat" ? `${event.user}: ${event.message}` : changeSaid(event),
      }));
      setLines((spoken) => [...spoken, ...said].slice(-KEPT));
    }),
  );
  return (
    <div class="unseen" aria-live="polite" aria-relevant="additions">
      <For each={lines()}>{({ said }) => <p>{said}</p>}</For>
    </div>
  );
}
