import type { AccountStore } from "../../accounts/account-store.ts";
import type { Histogram } from "../../chat/lib/histogram.ts";
import type { OpenPerVisitor } from "../../chat/lib/open-per-visitor.ts";
import type { Engine, Random } from "../../chat/lib/ports.ts";
import type { Rooms } from "../../chat/room-registry/rooms.ts";
import type { JwtTokens } from "../../security/jwt.ts";
import type { TopicFanout } from "../realtime/fanout.ts";
import type { OpenSockets } from "../realtime/open-sockets.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { Operator } from "./operator.ts";
import type { Origins, ProxyTrouble } from "./origins.ts";
import type { ProxyHeaders } from "./proxy-headers.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { SecretToken } from "./secret-token.ts";

/** How long what takes turns out to, as it is measured all the time. */
export type Timings = {
  /** How late the event loop comes to what is due. */
  readonly loopLag: Histogram;
  /** How long the data file takes to write a batch. */
  readonly journalWrites: Histogram;
};

/** How busy the process was in the last seconds. */
export type Load = {
  /** CPU time, as a share of one core. */
  readonly cpuShare: number;
  /** The longest that anything due waited for the event loop. */
  readonly loopLagMs: number;
};

/** A setting by its variable. */
type ShownSetting = {
  readonly variable: string;
  /** Null for a secret that is set. */
  readonly value: string | null;
  readonly isSet: boolean;
};

/** The parts of the running server that the routes need. create-node.ts creates it. */
export type AppContext = {
  readonly rooms: Rooms;
  readonly engine: Engine;
  readonly fanout: TopicFanout;
  readonly openSockets: OpenSockets;
  /** The sockets that all together may have open. */
  readonly maxSockets: number;
  /** The sockets that each visitor has open. */
  readonly socketsPerVisitor: OpenPerVisitor;
  /** The uploads whose bytes are coming now. */
  readonly openUploads: OpenPerVisitor;
  readonly tokens: JwtTokens;
  readonly clientAddresses: ClientAddresses;
  readonly rateLimits: RateLimits;
  /** Undefined on a server without accounts. */
  readonly accounts: AccountStore | undefined;
  readonly proxies: ProxyHeaders;
  readonly allowedHosts: AllowedHosts;
  readonly origins: Origins;
  /** Logs once what a proxy seems to do wrong. */
  readonly reportProxyTrouble: (trouble: ProxyTrouble) => void;
  /** The kinds of trouble that were logged, as sentences, the first one first. */
  readonly loggedTrouble: ReadonlySet<string>;
  /** The settings as administrators may see them. */
  readonly settings: readonly ShownSetting[];
  readonly operator: Operator;
  /** Undefined where anybody may read the metrics. */
  readonly metricsToken: SecretToken | undefined;
  readonly timings: Timings;
  readonly load: Load;
  /** Returns how many unexpected errors were logged since the start. */
  readonly faultCount: () => number;
  /** Returns the certificate of https in use, which ends at an epoch ms; undefined where this server has none. */
  readonly certificate: () => { readonly endsAt: number; readonly names: readonly string[] } | undefined;
  readonly random: Random;
  /** Logs an unexpected error. @returns the id it is logged under */
  readonly reportFault: (error: unknown) => string;
  /** True from the first signal to stop; then nobody new is accepted. */
  readonly isStopping: () => boolean;
  /** False while writing to the data file fails. */
  readonly isSaving: () => boolean;
  /** Set once https listens beside http. */
  readonly https: { port: number | undefined };
  /** Set while this server has a name on the local network: `mayfly` for mayfly.local. */
  readonly mdns: { label: string | undefined };
  readonly version: string;
  /** The most that all rooms together may use. */
  readonly maxRoomBytes: number;
  /** Epoch ms. */
  readonly startedAt: number;
};
