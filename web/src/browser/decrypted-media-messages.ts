// What a page and its service worker say to each other about films and sound of encrypted rooms.

/** The addresses of what is decrypted while it plays begin with this, relative to the page's base. */
export const DECRYPTED_PATH = "decrypted/";

/** Has the service worker take over a page that was loaded before it was there. */
export const CLAIM = "claim";

export type MediaRequest = { readonly type: "decrypt"; readonly id: string; readonly start: number };

/** Empty where it can't be read. */
export type MediaAnswer = {
  readonly about?: { readonly bytes: number; readonly type: string };
  /** What begins at `start`, as much as suits the page. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
};
