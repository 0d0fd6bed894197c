// The client's files inside the compiled binary. From source there are none: the build puts another module in this
// one's place, which imports every file of dist/web with its compressed variants.
import type { ClientFile } from "./variants.ts";

/** By path below the client's root, as `assets/index-3f2a.js`. */
export const embedded: Readonly<Record<string, ClientFile>> | undefined = undefined;
