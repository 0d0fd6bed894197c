// Bounds what one message becomes: beyond more marks and links than anybody reads, the rest of it is shown as it was typed.
// So neither parsing nor the page is held up, whatever the message is made of. Rule M4.

/** What each costs that is found, about as the time and the page's elements that it takes. */
export const COST = { mark: 1, node: 3, block: 4, link: 10, foreignLink: 40 } as const;

/** A thousand marked words or list items, or 400 links. */
const BUDGET = 4000;

export class Budget {
  #left = BUDGET;

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  spend(cost: number): void {
    this.#left -= cost;
  }
}
