import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { FileView } from "#protocol/frames";
import { createPlayback, type Sound } from "./playback.ts";
import { stopWhenGone, voiceAfter } from "./room-playback.ts";

/** As much of an audio element as is used, for addresses that load unless they begin with "bad". */
class FakePlayer extends EventTarget {
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  duration = Number.NaN;
  log: string[] = [];
  #src = "";
  get src() {
    return this.#src;
  }
  set src(address: string) {
    this.#src = address;
    this.log.push(address);
    this.duration = Number.NaN;
    this.currentTime = 0;
    if (address.startsWith("bad")) return;
    queueMicrotask(() => {
      this.duration = Number.POSITIVE_INFINITY;
      this.emit("loadedmetadata");
    });
  }
  emit(type: string): void {
    this.dispatchEvent(new Event(type));
  }
  async play(): Promise<void> {
    this.log.push("play");
    if (this.#src.startsWith("bad")) return this.emit("error");
    this.emit("playing");
  }
  pause(): void {
    this.emit("pause");
  }
  reach(seconds: number): void {
    this.currentTime = seconds;
    this.emit("timeupdate");
  }
}

const sound = (id: string, address = id, renewed = address): Sound => ({
  id,
  seconds: 10,
  find: async (isRefused) => (isRefused ? renewed : address),
});

function hearing(next: (sound: Sound) => Sound | undefined = () => undefined, rate?: string) {
  const player = new FakePlayer();
  const stored = new Map(rate === undefined ? [] : [["playbackRate", rate]]);
  const browserStore = {
    get: (key: string) => stored.get(key),
    set: (key: string, value: string) => void stored.set(key, value),
  };
  const playback = createRoot(() =>
    createPlayback({ player: player as unknown as HTMLAudioElement, next, browserStore }),
  );
  return { player, playback, stored };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("playing sounds", () => {
  test("F56: one at a time, from where it was paused", async () => {
    const { player, playback } = hearing();
    const [one, two] = [sound("one"), sound("two")];
    playback.toggle(one);
    await settled();
    player.reach(4);
    expect([playback.isPlaying(one), playback.position(one), playback.length(one)]).toEqual([true, 4, 10]);
    playback.toggle(one);
    expect([playback.isPlaying(one), playback.position(one)]).toEqual([false, 4]);
    playback.toggle(one);
    playback.toggle(two);
    await settled();
    expect([playback.isPlaying(one), playback.position(one), playback.isPlaying(two)]).toEqual([false, 0, true]);
    expect(player.log).toEqual(["one", "play", "play", "two", "play"]);
    // Something else in the page plays now.
    player.pause();
    expect(playback.isPlaying(two)).toBe(false);
  });

  test("F56: from any part, also before it was played", async () => {
    const { player, playback } = hearing();
    const one = sound("one");
    playback.seek(one, 7);
    await settled();
    expect([player.currentTime, playback.position(one), playback.isPlaying(one)]).toEqual([7, 7, false]);
    playback.toggle(one);
    playback.seek(one, 2);
    expect([player.currentTime, playback.position(one), playback.isPlaying(one)]).toEqual([2, 2, true]);
  });

  test("F56: at three speeds, which the browser remembers", async () => {
    const { player, playback, stored } = hearing(undefined, "1.5");
    playback.toggle(sound("one"));
    await settled();
    expect([player.playbackRate, player.defaultPlaybackRate]).toEqual([1.5, 1.5]);
    const rates = [1, 2, 3].map(() => {
      playback.changeRate();
      return [playback.rate(), player.playbackRate, stored.get("playbackRate")];
    });
    expect(rates).toEqual([
      [2, 2, "2"],
      [1, 1, "1"],
      [1.5, 1.5, "1.5"],
    ]);
    expect(hearing(undefined, "17").playback.rate()).toBe(1);
  });

  test("F56: one after the other", async () => {
    const { player, playback } = hearing(({ id }) => (id === "one" ? sound("two") : undefined));
    playback.toggle(sound("one"));
    await settled();
    player.emit("pause");
    player.emit("ended");
    await settled();
    expect([playback.current()?.id, playback.isPlaying(sound("two"))]).toEqual(["two", true]);
    player.reach(10);
    player.emit("ended");
    expect([playback.isPlaying(sound("two")), playback.position(sound("two")), player.currentTime]).toEqual([
      false,
      0,
      0,
    ]);
  });

  test("F35, F56: goes on with a new ticket, and says so when it can't be played at all", async () => {
    const { player, playback } = hearing();
    const expired = sound("one", "bad", "good");
    playback.toggle(expired);
    await settled();
    expect([player.log, playback.isPlaying(expired)]).toEqual([["bad", "play", "good", "play"], true]);
    const lost = sound("two", "bad", "bad again");
    playback.toggle(lost);
    await settled();
    expect([playback.isBroken(lost), playback.current(), playback.isBroken(expired)]).toEqual([true, undefined, false]);
  });
});

describe("the messages of a room", () => {
  const file = (id: string, seconds?: number, type = "audio/webm"): FileView => ({
    id,
    name: id,
    type,
    bytes: 1,
    url: id,
    ...(seconds !== undefined && { seconds }),
  });

  test("F56, F57: is the voice message after it, in the same message or the one after it", () => {
    const messages = [
      [file("a", 1), file("picture", undefined, "image/png"), file("b", 2)],
      [file("c", 3)],
      [],
      [file("d", 4)],
      [file("song")],
      [file("film", 5, "video/webm")],
    ];
    const after = (id: string) => voiceAfter(messages, id)?.id;
    expect(["a", "b", "c", "d", "song", "film", "gone"].map(after)).toEqual([
      "b",
      "c",
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("F56: a message that is deleted falls silent, what no message has yet does not", async () => {
    const { playback } = hearing();
    const [messages, setMessages] = createSignal<readonly (readonly FileView[])[]>([[file("a", 1)], [file("b", 2)]]);
    createRoot(() => stopWhenGone(playback, messages));
    for (const id of ["staged", "a"]) {
      playback.toggle(sound(id));
      await settled();
    }
    setMessages([[file("a", 1)]]);
    expect(playback.current()?.id).toBe("a");
    setMessages([]);
    expect(playback.current()).toBeUndefined();
    playback.toggle(sound("staged"));
    await settled();
    setMessages([[file("b", 2)]]);
    expect(playback.current()?.id).toBe("staged");
  });
});
