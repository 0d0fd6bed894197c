// News about the room itself, over the upper edge of the talk: the connection, the end that is near, a newer client. Said
// politely to those who listen, from regions that are there before there is anything to say.
import { Show } from "solid-js";
import { makeLate } from "../primitives/late.tsx";
import { createNewer } from "../primitives/newer.ts";
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import { ConnectionLine } from "./connectionline.tsx";

const UpdateNote = makeLate(async () => (await import("./updatenote.tsx")).UpdateNote);
const Banner = makeLate(async () => (await import("./banner.tsx")).Banner);

export function Notes() {
  const room = useRoom();
  const deadline = room.reminder.deadline;
  const newer = createNewer(room.build);
  return (
    <div class="notes">
      <ConnectionLine />
      <p class="unseen" role="status">
        <Show when={deadline()}>{(moment) => w().deadlines[moment()]}</Show>
      </p>
      <Show when={deadline()}>{(moment) => <Banner deadline={moment()} />}</Show>
      <p class="unseen" role="status">
        <Show when={newer.isNewer()}>{w().newVersion}</Show>
      </p>
      <Show when={newer.isNewer()}>
        <UpdateNote putAway={newer.putAway} />
      </Show>
    </div>
  );
}
