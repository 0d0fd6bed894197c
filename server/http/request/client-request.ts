/** The part of Bun's server that knows where a request comes from; null when the connection is closed already. */
export type AddressLookup = { requestIP(request: Request): { address: string } | null };

/** A request and who knows its address, which is looked up where it matters: for most requests it never does. */
export type ClientRequest = { readonly request: Request; readonly server: AddressLookup | null };
