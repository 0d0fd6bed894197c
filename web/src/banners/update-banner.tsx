import { t } from "../i18n/t.ts";
import { Banner } from "../ui/banner.tsx";

/** Offers to reload for a newer client; a draft survives the reload. */
export function UpdateBanner(props: { dismiss: () => void }) {
  return (
    <Banner text={t().newVersion} dismiss={props.dismiss}>
      <button type="button" onClick={() => location.reload()}>
        {t().reload}
      </button>
    </Banner>
  );
}
