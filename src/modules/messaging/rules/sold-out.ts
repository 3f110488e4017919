/** A name of one letter stands in too many words to mean an item. */
const SHORTEST_NAME = 2;

/**
 * The sold-out item that a text speaks of; undefined: of none. A name counts where a word begins with it, and not inside of
 * the shop's own name or the longer name of an item that is there. Worked: 만두 is sold out, 만두국 is not: `만두가 왔어요`
 * → 만두; `만두국이 왔어요`, `물만두` → undefined.
 */
export function findSoldOutSaid(
  text: string,
  { soldOut, shopName }: { soldOut: readonly { name: string; longerNames: readonly string[] }[]; shopName: string },
): string | undefined {
  return soldOut.find(({ name, longerNames }) => {
    if (name.length < SHORTEST_NAME) return false;
    const others = [...longerNames, ...(shopName.includes(name) ? [shopName] : [])].sort((a, b) => b.length - a.length);
    const left = others.reduce((rest, other) => rest.replaceAll(other, ' '), text);
    for (let at = left.indexOf(name); at >= 0; at = left.indexOf(name, at + 1)) {
      if (!/[\p{L}\p{N}]/u.test(left[at - 1] ?? ' ')) return true;
    }
    return false;
  })?.name;
}
