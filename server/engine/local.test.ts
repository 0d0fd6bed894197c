// The engine in memory holds to the contract.
import { engineContract } from "./contract.ts";
import { LocalEngine } from "./local.ts";

engineContract("local", ({ events, bytes, maxBytes }) => new LocalEngine({ events, bytes }, maxBytes));
