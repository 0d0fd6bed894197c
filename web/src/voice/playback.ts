// Plays one sound at a time, whatever shows it: where it is, how fast, and what comes after it. The element that plays comes
// from outside and is in no message, so that a sound goes on while its message is scrolled away. Rule F56.
import { type Accessor, createSignal } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";

export type Sound = {
  readonly id: string;
  /** How long it is, as far as that is known before it is loaded. */
  readonly seconds: number | undefined;
  /** Returns its address. @param isRefused whether the last one was refused */
  find(isRefused: boolean): Promise<string>;
};

type Player = Pick<
  HTMLAudioElement,
  "src" | "currentTime" | "playbackRate" | "defaultPlaybackRate" | "duration" | "play" | "pause" | "addEventListener"
>;

type PlaybackPorts = {
  player: Player;
  /** Returns what is to be played after a sound. */
  next(sound: Sound): Sound | undefined;
  browserStore: Pick<KeyValueStore, "get" | "set">;
};

export const RATES = [1, 1.5, 2] as const;
const RATE_KEY = "playbackRate";

export type Playback = ReturnType<typeof createPlayback>;

export function createPlayback({ player, next, browserStore }: PlaybackPorts) {
  const storedRate: (typeof RATES)[number] = RATES.find((rate) => String(rate) === browserStore.get(RATE_KEY)) ?? 1;
  const [current, setCurrent] = createSignal<Sound>();
  const [isPlaying, setPlaying] = createSignal(false);
  const [position, setPosition] = createSignal(0);
  const [length, setLength] = createSignal<number>();
  const [rate, setRate] = createSignal(storedRate);
  const [broken, setBroken] = createSignal<ReadonlySet<string>>(new Set());
  let wasRenewed = false;
  /** Where it is to begin once it is loaded; until then, what the player says is about what it played before. */
  let startAt: number | undefined;
  const isCurrent = ({ id }: Sound) => current()?.id === id;

  function play(): void {
    setPlaying(true);
    player.playbackRate = rate();
    // Without a click browsers may refuse; a failure to load is told by an event.
    player.play().catch((error: unknown) => {
      if ((error as DOMException | undefined)?.name === "NotAllowedError") setPlaying(false);
    });
  }

  async function load(sound: Sound, from: number, isStarting: boolean, isRefused = false): Promise<void> {
    wasRenewed = isRefused;
    startAt = from;
    player.pause();
    setCurrent(sound);
    // Whoever tries again may have a connection now.
    if (!isRefused && broken().has(sound.id)) setBroken(new Set([...broken()].filter((id) => id !== sound.id)));
    setLength(undefined);
    setPosition(from);
    setPlaying(isStarting);
    const address = await sound.find(isRefused);
    if (current() !== sound) return;
    player.src = address;
    player.defaultPlaybackRate = rate();
    if (isPlaying()) play();
  }

  function stop(): void {
    setCurrent(undefined);
    setPlaying(false);
    player.pause();
  }

  player.addEventListener("timeupdate", () => {
    if (startAt !== undefined) return;
    setPosition(player.currentTime);
    wasRenewed = false;
  });
  player.addEventListener("loadedmetadata", () => {
    if (startAt !== undefined && startAt > 0) player.currentTime = startAt;
    startAt = undefined;
  });
  player.addEventListener("durationchange", () => Number.isFinite(player.duration) && setLength(player.duration));
  // Another player, a headset's button or the system pauses as well.
  player.addEventListener("pause", () => startAt === undefined && setPlaying(false));
  player.addEventListener("playing", () => setPlaying(true));
  player.addEventListener("ended", () => {
    const ended = current();
    const following = ended && next(ended);
    if (following !== undefined) return void load(following, 0, true);
    setPlaying(false);
    setPosition(0);
    player.currentTime = 0;
  });
  player.addEventListener("error", () => {
    const sound = current();
    if (sound === undefined) return;
    // Its ticket may have expired.
    if (!wasRenewed) return void load(sound, position(), isPlaying(), true);
    setBroken(new Set([...broken(), sound.id]));
    stop();
  });

  return {
    current: current as Accessor<Sound | undefined>,
    isPlaying: (sound: Sound) => isCurrent(sound) && isPlaying(),
    /** Returns where a sound is, in seconds. */
    position: (sound: Sound) => (isCurrent(sound) ? position() : 0),
    /** Returns how long it is, in seconds, as soon as that is known. */
    length: (sound: Sound) => sound.seconds ?? (isCurrent(sound) ? length() : undefined),
    isBroken: ({ id }: Sound) => broken().has(id),
    rate,
    stop,

    toggle(sound: Sound): void {
      if (!isCurrent(sound)) return void load(sound, 0, true);
      if (!isPlaying()) return play();
      setPlaying(false);
      player.pause();
    },

    seek(sound: Sound, seconds: number): void {
      if (!isCurrent(sound)) return void load(sound, seconds, false);
      setPosition(seconds);
      if (startAt === undefined) player.currentTime = seconds;
      else startAt = seconds;
    },

    /** Takes the next of the speeds. */
    changeRate(): void {
      const following = RATES[(RATES.indexOf(rate()) + 1) % RATES.length] ?? 1;
      setRate(following);
      player.playbackRate = following;
      browserStore.set(RATE_KEY, String(following));
    },
  };
}
