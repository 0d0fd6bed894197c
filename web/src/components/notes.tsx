// News about the room itself, over the upper edge of the talk: the connection, the end that is near, a newer client. Said
// politely to those who listen, from regions that are there before there is anything to say.
import { Show } from "solid-js";
import { makeLate } from "../primitives/late.tsx";
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import { ConnectionLine } from "./connectionline.tsx";

const Banner = makeLate(async () => (await import("./banner.tsx")).Banner);

export function Notes() {
  const room = useRoom();
  const deadline = room.reminder.deadline;
  return (
    <div class="notes">
      <ConnectionLine />
      <p class="unseen" role="status">
        <Show when={deadline()}>{(moment) => w().deadlines[moment()]}</Show>
      </p>
      <Show when={deadline()}>{(moment) => <Banner deadline={moment()} />}</Show>
    </div>
  );
}
