// Starts the client: opens its stores, creates the person's identity, and shows the page that the address leads to.
import { Show } from "solid-js";
import { render } from "solid-js/web";
import "./begin.ts";
import "./styles/reset.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/sky.css";
import "./styles/utilities.css";
import "./styles/print.css";
import { foldCode } from "#protocol/room-code";
import { requestSession } from "./api/early-requests.ts";
import { createIdentity } from "./api/identity.ts";
import { inNextTask } from "./browser/next-task.ts";
import { route, watchAddress } from "./browser/route.ts";
import { browserStore, tabStore } from "./browser/stores.ts";
import { watchTheme } from "./browser/theme.ts";
import { preferredLanguage, watchLanguage } from "./i18n/languages.ts";
import { language, setLanguage } from "./i18n/t.ts";
import { RoomPage } from "./pages/room.tsx";
import { createOwnerKeys } from "./room-lists/owner-keys.ts";
import { createLazyComponent } from "./ui/lazy-component.tsx";

// Most people open a link to a room first, so its page is loaded at once and the others when they are needed.
const Lobby = createLazyComponent(() => import("./pages/lobby.tsx"), "Lobby");
const OtherPage = createLazyComponent(() => import("./pages/other-page.tsx"), "OtherPage");
const RefuseFiles = createLazyComponent(() => import("./ui/refuse-files.tsx"), "RefuseFiles");

const loadTokenRefresh = async () => (await import("./api/token-refresh.ts")).createTokenRefresh();

function App() {
  const identity = createIdentity({
    now: Date.now,
    browserStore,
    requestSession: (profile, token) => requestSession({ language: language(), ...profile }, token),
    loadTokenRefresh,
  });
  const keys = createOwnerKeys(browserStore, Date.now);
  watchAddress((name, secret, code) =>
    name === "key" ? keys.save(code, secret) : tabStore.set(`${name}:${foldCode(code)}`, secret),
  );
  return (
    <>
      <Show
        when={route().code}
        keyed
        fallback={
          route().page === "lobby" ? (
            <Lobby identity={identity} keys={keys} />
          ) : (
            <OtherPage identity={identity} keys={keys} />
          )
        }
      >
        {(code) => (
          <RoomPage code={code} identity={identity} keys={keys} browserStore={browserStore} tabStore={tabStore} />
        )}
      </Show>
      <RefuseFiles />
    </>
  );
}

const MAX_TEXTS_WAIT_MS = 2_500;
/** The service worker is registered later than this, so that it doesn't compete with the page's own requests. */
const REGISTER_AFTER_MS = 3_000;
const registerServiceWorker = () =>
  import("./service-worker/register-service-worker.ts")
    .then((module) => module.registerServiceWorker())
    .catch(() => {});

const root = document.getElementById("root");
const applyLanguage = () => setLanguage(preferredLanguage(browserStore, navigator.languages)).catch(() => {});
watchLanguage(browserStore, applyLanguage);
watchTheme(browserStore, document);
// The page waits for the texts of its language, which begin.ts has requested, so that nobody sees another language first.
// If they don't come in time, it is shown in English.
const textsTimeout = new Promise<void>((resolve) => setTimeout(resolve, MAX_TEXTS_WAIT_MS));
if (root !== null)
  void Promise.race([applyLanguage(), textsTimeout]).then(() => inNextTask(() => render(() => <App />, root)));
// If this fails, everything works except opening the page without the server.
if (import.meta.env.PROD) addEventListener("load", () => setTimeout(registerServiceWorker, REGISTER_AFTER_MS));
