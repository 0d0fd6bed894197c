// The addresses by which a page shows files. Where not everybody may read the room, an address needs a ticket: elements in a
// page can't send a token. A ticket is fetched once for all files, and renewed before it expires.
import { ApiError } from "../api/api-error.ts";
import type { Ticket } from "./file-requests.ts";

/** A ticket that is about to expire isn't used any more: what it is for may take a while to begin. */
const MIN_LEFT_MS = 60_000;

export type FileAddressPorts = {
  /** The page's base. */
  base: URL;
  /** Epoch ms, by the server's clock. */
  now(): number;
  needsTicket(): boolean;
  fetchTicket(): Promise<Ticket | ApiError>;
};

export type FileAddresses = {
  /** Returns an address that can be used now, undefined while that takes a ticket. */
  known(url: string): string | undefined;
  /** Returns an address to read a file by. @param isRefused whether the last one was: then a ticket is needed after all */
  find(url: string, isRefused?: boolean): Promise<string>;
};

export function createFileAddresses({ base, now, needsTicket, fetchTicket }: FileAddressPorts): FileAddresses {
  let current: Ticket | undefined;
  let underWay: Promise<Ticket | ApiError> | undefined;
  /** The server refused an address without a ticket, as one that requires accounts does in every room. */
  let wasRefused = false;
  const isNeeded = () => wasRefused || needsTicket();

  const isGood = (ticket: Ticket | undefined): ticket is Ticket =>
    ticket !== undefined && Date.parse(ticket.expiresAt) - now() > MIN_LEFT_MS;

  async function renew(): Promise<Ticket | undefined> {
    underWay ??= fetchTicket().finally(() => {
      underWay = undefined;
    });
    const answer = await underWay;
    current = answer instanceof ApiError ? undefined : answer;
    return current;
  }

  function addressOf(url: string, ticket?: string): string {
    const address = new URL(url, base);
    if (ticket !== undefined) address.searchParams.set("ticket", ticket);
    return address.href;
  }

  return {
    known(url) {
      if (!isNeeded()) return addressOf(url);
      return isGood(current) ? addressOf(url, current.ticket) : undefined;
    },

    async find(url, isRefused = false) {
      if (!isNeeded() && !isRefused) return addressOf(url);
      const ticket = isGood(current) && !isRefused ? current : await renew();
      // An address that didn't load for want of a connection was not refused.
      wasRefused ||= isRefused && ticket !== undefined;
      return addressOf(url, ticket?.ticket);
    },
  };
}
