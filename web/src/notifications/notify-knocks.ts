import { createEffect, on } from "solid-js";
import { t } from "../i18n/t.ts";
import type { DeferredFeatures } from "../room/deferred-features.ts";
import type { Room } from "../room/room.ts";
import { waitingKnocks } from "../room/waiting-knocks.ts";
import type { Notify } from "./notify.ts";

/** Notifies of each new knock that we may answer, if the room's settings allow. Belongs to the Solid owner it is made in. */
export function notifyKnocks(room: Room, rules: DeferredFeatures["notificationRules"], notify: Notify): void {
  createEffect(
    on(
      () => waitingKnocks(room).length,
      (count, before = 0) => {
        const newest = waitingKnocks(room).at(-1);
        const settings = rules.activeSettings();
        if (newest !== undefined && settings !== undefined && count > before) {
          notify([{ user: newest.user, message: t().wantsToJoin(newest.user) }], settings);
        }
      },
    ),
  );
}
