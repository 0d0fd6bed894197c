// The client in WebKit, the engine of Safari.
import { testEngine } from "./engines/engine-tests.ts";
import { launchWebKit, provideWebKit } from "./engines/webkit.ts";

const webkit = await provideWebKit();
testEngine("WebKit", webkit === undefined ? undefined : () => launchWebKit(webkit));
