// The client in Firefox.
import { testEngine } from "./engines/engine-tests.ts";
import { launchFirefox, provideFirefox } from "./engines/firefox.ts";

const firefox = await provideFirefox();
testEngine("Firefox", firefox === undefined ? undefined : () => launchFirefox(firefox));
