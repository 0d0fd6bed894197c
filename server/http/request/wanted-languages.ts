// Tells in which languages a request wants its answer. Rule I9.

/**
 * Returns language tags, the most wanted first: the one the request names, then those of Accept-Language by their weights
 * (RFC 9110, 12.5.4).
 */
export function wantedLanguages({ headers }: Request, named: string | undefined): string[] {
  const accepted = (headers.get("accept-language") ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    return { tag, weight: weight === undefined ? 1 : Number(weight) };
  });
  const wanted = accepted.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  return [...(named === undefined ? [] : [named]), ...wanted.map(({ tag }) => tag)];
}
