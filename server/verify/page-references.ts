// Finds what a page loads or runs. Rule N43.

/** The elements that load something, and the attribute that says what. */
const LOADING_ATTRIBUTES = {
  "script[src]": "src",
  "link[href]": "href",
  "iframe[src]": "src",
  "frame[src]": "src",
  "embed[src]": "src",
  "object[data]": "data",
  "img[src]": "src",
} as const;

type PageReferences = {
  /** Full addresses, without what follows the path. */
  readonly addresses: readonly string[];
  /** Whether there is a script within the page itself. */
  readonly hasInlineScript: boolean;
};

/** @param address where the page is */
export function pageReferences(html: string, address: string): PageReferences {
  const written: string[] = [];
  let base: string | undefined;
  let hasInlineScript = false;
  const rewriter = new HTMLRewriter()
    .on("base[href]", {
      element(element) {
        base ??= element.getAttribute("href") ?? undefined;
      },
    })
    .on("script:not([src])", {
      element() {
        hasInlineScript = true;
      },
    });
  for (const [selector, attribute] of Object.entries(LOADING_ATTRIBUTES)) {
    rewriter.on(selector, { element: (element) => void written.push(element.getAttribute(attribute) ?? "") });
  }
  rewriter.transform(html);
  const from = URL.parse(base ?? "", address)?.href ?? address;
  const addresses = written.map((one) => {
    const url = URL.parse(one, from);
    return url === null ? one : `${url.protocol}//${url.host}${url.pathname}`;
  });
  return { addresses: [...new Set(addresses)], hasInlineScript };
}
