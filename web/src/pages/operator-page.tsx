import { Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { route } from "../browser/route.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";

const AdminPage = createLazyComponent(() => import("./admin.tsx"), "AdminPage");
const DoctorPage = createLazyComponent(() => import("./doctor.tsx"), "DoctorPage");

/** Shows one of the pages for those who run the server, each of which loads its own code. */
export function OperatorPage(props: { identity: Identity }) {
  return (
    <Show when={route().page === "doctor"} fallback={<AdminPage identity={props.identity} />}>
      <DoctorPage identity={props.identity} />
    </Show>
  );
}
