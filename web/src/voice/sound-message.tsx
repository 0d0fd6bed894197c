import { onCleanup, Show } from "solid-js";
import type { FileView } from "#protocol/frames";
import { voiceTexts } from "../i18n/parts/voice-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { recordingFacts } from "./recordings.ts";
import { playbackIn, soundOf } from "./room-playback.ts";
import { SoundPlayer } from "./sound-player.tsx";
import { isVoice } from "./voice-kind.ts";
import { createWaveform } from "./waveforms.ts";

type FindAddress = (url: string, isRefused: boolean) => Promise<string>;

/**
 * Plays the sound of a message. What was recorded has a button to save it; all else has a card of its own for that.
 * @param props.find returns the address of a file by its `url`
 * @param props.readEnd returns its last bytes, where its address doesn't lead to parts of it
 */
export function SoundMessage(props: {
  file: FileView;
  find: FindAddress;
  readEnd?: ((url: string, bytes: number) => Promise<Uint8Array | undefined>) | undefined;
  isTabStop: boolean;
  download: { label: string; run: () => void };
}) {
  const playback = playbackIn(useRoom(), props.find);
  const sound = soundOf(props.file, props.find);
  const waveform = isVoice(props.file) ? createWaveform(props.file, sound.find, props.readEnd) : () => undefined;
  return (
    <SoundPlayer
      playback={playback}
      sound={sound}
      label={isVoice(props.file) ? voiceTexts().voiceMessage : props.file.name}
      waveform={waveform()}
      isTabStop={props.isTabStop}
    >
      <Show when={isVoice(props.file)}>
        <button
          type="button"
          data-look="quiet"
          tabindex={props.isTabStop ? 0 : -1}
          aria-label={props.download.label}
          title={props.download.label}
          onClick={() => props.download.run()}
        >
          <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
            <path
              d="M10 3v10M5.5 9 10 13.5 14.5 9M4 17h12"
              stroke-width="1.7"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </svg>
        </button>
      </Show>
    </SoundPlayer>
  );
}

/** Plays what was recorded in this page and isn't sent yet. */
export function RecordedSound(props: { file: File; find: FindAddress }) {
  const room = useRoom();
  const address = URL.createObjectURL(props.file);
  const facts = recordingFacts(props.file);
  const sound = { id: address, seconds: facts?.seconds, find: async () => address };
  const playback = playbackIn(room, props.find);
  onCleanup(() => {
    if (playback.current()?.id === address) playback.stop();
    URL.revokeObjectURL(address);
  });
  return (
    <SoundPlayer
      playback={playback}
      sound={sound}
      label={voiceTexts().voiceMessage}
      waveform={facts?.waveform}
      isTabStop
    />
  );
}
