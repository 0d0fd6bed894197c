// Where the client begins: what it remembers, who the person is, and the page the address names.
import { Show } from "solid-js";
import { render } from "solid-js/web";
import "./begin.ts";
import "./styles/reset.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/sky.css";
import "./styles/utilities.css";
import "./styles/print.css";
import { newSession } from "./api/early-requests.ts";
import { createIdentity } from "./api/identity.ts";
import { followAddress, route } from "./browser/route.ts";
import { kept, tab } from "./browser/stores.ts";
import { followTheme } from "./browser/theme.ts";
import { followLanguage, wantedLanguage } from "./i18n/languages.ts";
import { speak } from "./i18n/t.ts";
import { RoomPage } from "./pages/room.tsx";
import { createOwnerKeys } from "./room-lists/owner-keys.ts";
import { inviteKeyOf } from "./sync/join-request.ts";
import { makeLate } from "./ui/lazy-component.tsx";

// A link to a room is what most people open first: its page comes at once, the others when they are wanted.
const Lobby = makeLate(async () => (await import("./pages/lobby.tsx")).Lobby);
const Farewell = makeLate(async () => (await import("./pages/room-closed.tsx")).Farewell);

const renewal = async () => (await import("./api/renewal.ts")).createRenewal();

function App() {
  const identity = createIdentity({ now: Date.now, kept, newSession, renewal });
  const keys = createOwnerKeys(kept, Date.now);
  const roomCode = () => {
    const here = route();
    return here.page === "room" ? here.code : undefined;
  };
  followAddress(keys.keep, (code, invite) => tab.set(inviteKeyOf(code), invite));
  return (
    <Show
      when={roomCode()}
      keyed
      fallback={
        route().page === "lobby" ? (
          <Lobby identity={identity} keys={keys} />
        ) : (
          <Farewell why="nowhere" identity={identity} keys={keys} />
        )
      }
    >
      {(code) => <RoomPage code={code} identity={identity} keys={keys} kept={kept} tab={tab} />}
    </Show>
  );
}

const WORDS_WAIT_MS = 2_500;
/** The first moments belong to the page. */
const INSTALL_AFTER_MS = 3_000;
const install = () =>
  import("./service-worker/register-service-worker.ts").then(({ installWorker }) => installWorker()).catch(() => {});

const root = document.getElementById("root");
const speakAsWanted = () => speak(wantedLanguage(kept, navigator.languages)).catch(() => {});
followLanguage(kept, speakAsWanted);
followTheme(kept, document);
// Nobody sees a page in a language that is not theirs first: its words were asked for before this script. Should they
// not come, English is better than nothing.
const patience = new Promise<void>((resolve) => setTimeout(resolve, WORDS_WAIT_MS));
if (root !== null) void Promise.race([speakAsWanted(), patience]).then(() => render(() => <App />, root));
// Nobody waits for it, and where it fails everything works but opening the page without the server.
if (import.meta.env.PROD) addEventListener("load", () => setTimeout(install, INSTALL_AFTER_MS));
