// Zooms and moves a picture by wheel, double click, keys and fingers. While it isn't zoomed, one finger swipes to the next
// picture or puts the viewer away.
import { createSignal } from "solid-js";

const MAX_SCALE = 8;
const STEP = 1.5;
/** In px: a shorter way is no swipe. */
const SWIPE_PX = 60;

type View = { readonly scale: number; readonly x: number; readonly y: number };
type Point = { readonly x: number; readonly y: number };

const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** Returns the view with another scale, in which the point stays where it is; points count from the middle. */
export function zoomAt(view: View, factor: number, point: Point): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
  if (scale === 1) return WHOLE;
  const ratio = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio };
}

/** Returns what a finger meant that moved so far: 1 for the next picture, -1 for the one before, or to put it away. */
export function swipeOf(dx: number, dy: number): -1 | 1 | "away" | undefined {
  if (Math.max(Math.abs(dx), Math.abs(dy)) < SWIPE_PX) return undefined;
  if (Math.abs(dx) > Math.abs(dy)) return dx < 0 ? 1 : -1;
  return dy > 0 ? "away" : undefined;
}

export type PictureZoomPorts = { swipe(direction: -1 | 1): void; dismiss(): void };

export function createPictureZoom({ swipe, dismiss }: PictureZoomPorts) {
  const [view, setView] = createSignal<View>(WHOLE);
  const pointers = new Map<number, Point>();
  let start: Point | undefined;
  let hadTwo = false;

  function pointOf({ currentTarget, clientX, clientY }: MouseEvent): Point {
    const box = (currentTarget as Element).getBoundingClientRect();
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
  }
  const spanOf = ([one, other]: readonly Point[]) =>
    one === undefined || other === undefined ? 0 : Math.hypot(one.x - other.x, one.y - other.y);
  const middleOf = ([one, other]: readonly Point[]): Point => ({
    x: ((one?.x ?? 0) + (other?.x ?? 0)) / 2,
    y: ((one?.y ?? 0) + (other?.y ?? 0)) / 2,
  });

  const zoomBy = (factor: number, point: Point = { x: 0, y: 0 }) => setView((now) => zoomAt(now, factor, point));

  function onPointerDown(event: PointerEvent & { currentTarget: Element }): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, pointOf(event));
    hadTwo = pointers.size > 1;
    start = pointOf(event);
  }

  function onPointerMove(event: PointerEvent): void {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const spanBefore = spanOf([...pointers.values()]);
    const now = pointOf(event);
    pointers.set(event.pointerId, now);
    if (pointers.size === 2 && spanBefore > 0) {
      const points = [...pointers.values()];
      zoomBy(spanOf(points) / spanBefore, middleOf(points));
    } else if (view().scale > 1) {
      setView(({ scale, x, y }) => ({ scale, x: x + now.x - before.x, y: y + now.y - before.y }));
    }
  }

  function onPointerUp(event: PointerEvent): void {
    const end = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    if (event.type === "pointercancel" || end === undefined || start === undefined || hadTwo || view().scale > 1)
      return;
    const meant = swipeOf(end.x - start.x, end.y - start.y);
    if (meant === "away") dismiss();
    else if (meant !== undefined) swipe(meant);
  }

  return {
    in: () => void zoomBy(STEP),
    out: () => void zoomBy(1 / STEP),
    reset: () => void setView(WHOLE),
    style: (): Record<string, string> => {
      const { scale, x, y } = view();
      return { transform: `translate(${x}px, ${y}px) scale(${scale})` };
    },
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onDblClick: (event: MouseEvent) => void (view().scale > 1 ? setView(WHOLE) : zoomBy(STEP * STEP, pointOf(event))),
    onWheel(event: WheelEvent): void {
      event.preventDefault();
      zoomBy(STEP ** (-event.deltaY / 200), pointOf(event));
    },
  };
}
