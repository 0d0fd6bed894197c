import { onCleanup } from "solid-js";
import { encryptionStorageKey } from "../e2ee/key-store.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { encryptionTexts, type KeyProblem } from "../i18n/parts/encryption-texts.ts";
import { useRoom } from "../room/room-context.ts";
import type { RoomCreator } from "../room-options/create-room.ts";
import { RoomClosed } from "./room-closed.tsx";

/** What the member decides: it may be a restored backup. */
const MAY_GO_ON: readonly string[] = ["rolled_back", "forked"] satisfies readonly KeyProblem[];

/** Says why an encrypted room doesn't open with what this browser has. The room's full link, opened in this tab, leads in. */
export function KeyNeeded(props: RoomCreator & { problem: string }) {
  const room = useRoom();
  const onLink = () => room.tabStore.get(encryptionStorageKey(room.code)) !== undefined && room.rejoin();
  addEventListener("hashchange", onLink);
  onCleanup(() => removeEventListener("hashchange", onLink));
  // The server's own sentence is for clients that can't open such rooms at all.
  const text = () => encryptionTexts().problems[props.problem as KeyProblem] ?? encryptionTexts().problems.missing;
  const mayGoOn = () => MAY_GO_ON.includes(props.problem);
  function rejoin(): void {
    if (mayGoOn()) cipherOf(room.storageKey)?.takeAnyKeyring();
    room.rejoin();
  }
  return (
    <RoomClosed
      identity={props.identity}
      keys={props.keys}
      reason="refused"
      explained={{
        title: encryptionTexts().keyNeeded,
        text: text(),
        ...(mayGoOn() && { rejoin: encryptionTexts().goOn }),
      }}
      isJoining={room.phase().is !== "closed"}
      rejoin={props.problem === "used_link" ? undefined : rejoin}
    />
  );
}
