import { createSignal, Show } from "solid-js";
import { BASE_URL } from "../browser/route.ts";
import { connectionTexts } from "../i18n/parts/connection-texts.ts";
import { Banner } from "../ui/banner.tsx";

/**
 * Says what something on the way does to live connections although the room goes on, until somebody has read it.
 * @param props.cutAfterMs after how long it cuts quiet ones; otherwise it lets none through
 */
export function SlowWayBanner(props: { cutAfterMs: number | undefined }) {
  const [isRead, setRead] = createSignal(false);
  const text = () => {
    const { cutAfterMs } = props;
    return cutAfterMs === undefined
      ? connectionTexts().byStream
      : connectionTexts().cutWhenQuiet(Math.round(cutAfterMs / 1000));
  };
  return (
    <Show when={!isRead()}>
      <Banner text={<span role="status">{text()}</span>} dismiss={() => setRead(true)}>
        <DoctorLink />
      </Banner>
    </Show>
  );
}

/** Leads to the page that tests the connection. */
export function DoctorLink() {
  return (
    <a href={new URL("doctor", BASE_URL).href} target="_blank" rel="noopener">
      {connectionTexts().test}
    </a>
  );
}
