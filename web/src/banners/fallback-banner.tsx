import { createSignal, Show } from "solid-js";
import { connectionTexts } from "../i18n/parts/connection-texts.ts";
import { Banner } from "../ui/banner.tsx";

/** Says that the room goes on over event streams, until somebody has read it. */
export function FallbackBanner() {
  const [isRead, setRead] = createSignal(false);
  return (
    <Show when={!isRead()}>
      <Banner text={<span role="status">{connectionTexts().byStream}</span>} dismiss={() => setRead(true)}>
        {null}
      </Banner>
    </Show>
  );
}
