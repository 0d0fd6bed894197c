// Where the client begins: what it remembers, who the person is, and the page the address names.
import { Show } from "solid-js";
import { render } from "solid-js/web";
import "./styles/reset.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/utilities.css";
import { newSession } from "./api.ts";
import { createIdentity } from "./identity.ts";
import { RoomPage } from "./pages/room.tsx";
import { makeLate } from "./primitives/late.tsx";
import { createOwnerKeys } from "./primitives/ownerkeys.ts";
import { makeStorage } from "./primitives/storage.ts";
import { BASE, followAddress, route } from "./route.ts";

// Several servers may share an origin under different base paths.
const prefix = `mayfly:${BASE.pathname}:`;
const kept = makeStorage(() => localStorage, prefix);
const tab = makeStorage(() => sessionStorage, prefix);

// A link to a room is what most people open first: its page comes at once, the others when they are wanted.
const Lobby = makeLate(async () => (await import("./pages/lobby.tsx")).Lobby);
const Farewell = makeLate(async () => (await import("./pages/farewell.tsx")).Farewell);

function App() {
  const identity = createIdentity({ now: Date.now, kept, newSession });
  const keys = createOwnerKeys(kept, Date.now);
  const roomCode = () => {
    const here = route();
    return here.page === "room" ? here.code : undefined;
  };
  followAddress(keys.keep);
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

const root = document.getElementById("root");
if (root !== null) render(() => <App />, root);
