// Where the client's files are. From source: the folder they were built into. The build puts another module in this
// one's place, which has every file of that folder, with its compressed variants, inside the executable.
import { join } from "node:path";
import type { ClientFile } from "./content-negotiation.ts";

/** A folder, or files by their path below it, as `assets/index-3f2a.js`. */
export type ClientSource = Readonly<Record<string, ClientFile>> | string;

export const clientSource: ClientSource = join(import.meta.dir, "../../../dist/web");
