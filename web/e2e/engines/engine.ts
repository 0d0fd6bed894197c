// What the tests need of a browser, whatever engine it has. The tests of Chromium use Playwright itself.

export type Point = { readonly x: number; readonly y: number };

/** Keys that type no character. */
export type Key = "Enter" | "Tab" | "Escape" | "Backspace" | "ArrowUp" | "ArrowDown" | "ArrowRight" | "ArrowLeft";
export type Modifier = "Shift" | "Control";

/** A page in a profile of its own. */
export type EnginePage = {
  open(address: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page. It can use nothing but its arguments, which pass as JSON, as does what it returns. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<R>;
  hover(point: Point): Promise<void>;
  click(point: Point): Promise<void>;
  type(text: string): Promise<void>;
  press(key: Key, modifier?: Modifier): Promise<void>;
  /** Sets the size of what the page can draw on, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Returns a PNG. */
  screenshot(): Promise<Uint8Array>;
  /** Returns the errors and warnings of the page since the last call. */
  problems(): Promise<string[]>;
};

export type Engine = {
  newPage(): Promise<EnginePage>;
  /** Closes the pages. */
  closePages(): Promise<void>;
  close(): Promise<void>;
};
