// One playback for each room: what its messages and the files that wait to be sent are played by.
import { createEffect, createRoot } from "solid-js";
import type { FileView } from "#protocol/frames";
import type { Room } from "../room/room.ts";
import { createPlayback, type Playback, type Sound } from "./playback.ts";
import { stopWhenLeft } from "./playing-rooms.ts";
import { isVoice } from "./voice-kind.ts";

type FindAddress = (url: string, isRefused: boolean) => Promise<string>;

const created = new WeakMap<Room, Playback>();

/** @param find returns the address of a file by its `url` */
export function playbackIn(room: Room, find: FindAddress): Playback {
  const known = created.get(room) ?? createRoot((dispose) => createPlaybackIn(room, find, dispose));
  created.set(room, known);
  return known;
}

export const soundOf = (file: FileView, find: FindAddress): Sound => ({
  id: file.id,
  seconds: file.seconds,
  find: (isRefused) => find(file.url, isRefused),
});

/** Returns the files of each message that is shown, the oldest first. */
const shownFiles = (room: Room): (readonly FileView[])[] =>
  room
    .events()
    .flatMap((event) =>
      event.type === "chat" && !event.deleted && !room.hiddenMembers.covers(event) ? [event.files ?? []] : [],
    );

/** Returns the voice message after one, if it is in the same message or in the one after it. */
export function voiceAfter(messages: readonly (readonly FileView[])[], id: string): FileView | undefined {
  const at = messages.findIndex((files) => files.some((file) => file.id === id && isVoice(file)));
  if (at < 0) return undefined;
  const files = messages[at]?.filter(isVoice) ?? [];
  return files[files.findIndex((file) => file.id === id) + 1] ?? messages[at + 1]?.find(isVoice);
}

/** Stops what is played once no message has it any more. What no message ever had plays on. */
export function stopWhenGone(
  playback: Pick<Playback, "current" | "stop">,
  messages: () => readonly (readonly FileView[])[],
): void {
  createEffect((before: string | undefined) => {
    const id = playback.current()?.id;
    if (id === undefined) return undefined;
    if (messages().some((files) => files.some((file) => file.id === id))) return id;
    if (before === id) playback.stop();
    return undefined;
  }, undefined);
}

function createPlaybackIn(room: Room, find: FindAddress, dispose: () => void): Playback {
  const player = new Audio();
  const playback = createPlayback({
    player,
    next(sound) {
      const file = voiceAfter(shownFiles(room), sound.id);
      return file && soundOf(file, find);
    },
    browserStore: room.browserStore,
  });
  const others = () => document.querySelectorAll<HTMLMediaElement>("video, audio");
  const stop = new AbortController();
  player.addEventListener("play", () => {
    for (const other of others()) other.pause();
  });
  // These events don't bubble.
  document.addEventListener("play", () => player.pause(), { capture: true, signal: stop.signal });
  stopWhenGone(playback, () => shownFiles(room));
  stopWhenLeft(room, () => {
    created.delete(room);
    stop.abort();
    playback.stop();
    dispose();
  });
  return playback;
}
