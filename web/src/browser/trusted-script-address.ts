type TrustedTypePolicies = {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
};

/**
 * Returns an address that browsers take for a script: Trusted Types forbid plain strings. It is made by a policy that allows
 * this one alone, and that the server's headers name. A page may ask once for each policy.
 */
export function trustedScriptAddress(policyName: string, address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicies };
  const policy = trustedTypes?.createPolicy(policyName, { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
}
