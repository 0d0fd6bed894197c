import { trustedScriptAddress } from "../browser/trusted-script-address.ts";
import workerAddress from "./file-worker.ts?worker&url";

// A page makes it once.
const address = trustedScriptAddress("file-worker", workerAddress);

export const startFileWorker = (): Worker => new Worker(address, { type: "module" });
