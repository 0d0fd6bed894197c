import { type Accessor, createEffect, on } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import type { Person } from "../api/identity.ts";
import type { Connection } from "../sync/connection.ts";
import type { createJoinRequest } from "../sync/join-request.ts";

export type IdentitySyncPorts = {
  person: Accessor<Person | undefined>;
  isOpen: Accessor<boolean>;
  joinRequest: Pick<ReturnType<typeof createJoinRequest>, "joinedAs" | "setJoinedAs">;
  connection: Pick<Connection, "leave" | "restart" | "send">;
};

/**
 * Tells the room what this or another tab has changed about the person: a new name or avatar is sent, another person joins
 * anew, and a person who has signed out leaves. Belongs to the Solid owner it is called in.
 */
export function syncIdentity({ person, isOpen, joinRequest, connection }: IdentitySyncPorts): void {
  createEffect(
    on([person, isOpen], ([current, isConnected]) => {
      const joinedAs = joinRequest.joinedAs();
      if (joinedAs === undefined) return;
      const { id, name, avatar, signedIn } = joinedAs;
      if (signedIn !== undefined && current?.signedIn === undefined) {
        // A person who has signed out stays in the room as a guest only if they choose to.
        joinRequest.setJoinedAs(undefined);
        connection.leave(CLOSE.notAllowed, "signed out");
      } else if (current === undefined || !isConnected) return;
      else if (current.id !== id || current.signedIn?.refreshToken !== signedIn?.refreshToken) connection.restart();
      else if (current.name !== name || current.avatar !== avatar) {
        connection.send({ type: "rename", name: current.name, avatar: current.avatar });
        joinRequest.setJoinedAs(current);
      }
    }),
  );
}
