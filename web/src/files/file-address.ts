import { type Accessor, createEffect, createSignal, on, untrack } from "solid-js";
import type { FileView } from "#protocol/frames";
import type { Room } from "../room/room.ts";
import { filesIn } from "./room-files.ts";

/**
 * Creates the address of a file for an element that shows it. It stays the same while it works, for each new one would be
 * loaded anew.
 */
export function createFileAddress(room: Room, { url }: Pick<FileView, "url">) {
  const { addresses } = filesIn(room);
  const [address, setAddress] = createSignal(untrack(() => addresses.known(url)));
  const [isBroken, setBroken] = createSignal(false);
  let wasRenewed = false;
  const find = async () => setAddress(await addresses.find(url));
  if (untrack(address) === undefined) void find();
  // What could not be loaded for want of a connection may be loaded now.
  createEffect(
    on(
      room.isOpen,
      (isOpen) => {
        if (!isOpen || !isBroken()) return;
        wasRenewed = false;
        void find().then(() => setBroken(false));
      },
      { defer: true },
    ),
  );
  return {
    address: address as Accessor<string | undefined>,
    /** Returns whether the file can't be shown, with a fresh ticket neither, while the connection lasts. */
    isBroken,

    /** To be called when the element couldn't load it: its ticket may have expired. Resolves once there is a new one. */
    async renew(): Promise<void> {
      if (wasRenewed) return void setBroken(true);
      wasRenewed = true;
      const renewed = await addresses.find(url, true);
      // The same address isn't loaded again: there was no ticket to be had.
      if (renewed === address()) setBroken(true);
      else setAddress(renewed);
    },

    /** To be called when it was loaded: should it fail later, a new ticket may help again. */
    loaded: () => {
      wasRenewed = false;
    },
  };
}

/** Saves a file under its name. */
export async function downloadFile(room: Room, file: Pick<FileView, "url" | "name" | "bytes">): Promise<void> {
  const { encryption, addresses } = filesIn(room);
  if (encryption !== undefined) return encryption.save(file);
  saveAs(await addresses.find(file.url), file.name);
}

/** Has the browser save what an address leads to. */
export function saveAs(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
