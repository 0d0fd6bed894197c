// The server has a newer client than this page: it is there after a reload, which keeps what is being written.
import { w } from "../i18n/t.ts";
import { Note } from "./banner.tsx";

export function UpdateNote(props: { putAway: () => void }) {
  return (
    <Note words={w().newVersion} putAway={props.putAway}>
      <button type="button" onClick={() => location.reload()}>
        {w().reload}
      </button>
    </Note>
  );
}
