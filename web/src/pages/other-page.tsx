import { Match, Switch } from "solid-js";
import { route } from "../browser/route.ts";
import type { RoomCreator } from "../room-options/create-room.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";

const AdminPage = createLazyComponent(() => import("./admin.tsx"), "AdminPage");
const DoctorPage = createLazyComponent(() => import("./doctor.tsx"), "DoctorPage");
const RoomClosed = createLazyComponent(() => import("./room-closed.tsx"), "RoomClosed");

/**
 * Shows one of the pages for those who run the server, each of which loads its own code, or says that there is nothing at
 * this address.
 */
export function OtherPage(props: RoomCreator) {
  return (
    <Switch fallback={<RoomClosed reason="nowhere" identity={props.identity} keys={props.keys} />}>
      <Match when={route().page === "admin"}>
        <AdminPage identity={props.identity} />
      </Match>
      <Match when={route().page === "doctor"}>
        <DoctorPage identity={props.identity} />
      </Match>
    </Switch>
  );
}
