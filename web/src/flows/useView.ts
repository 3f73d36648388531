/** What part of a drawing is seen: pan and zoom by buttons, wheel, dragging and keys. */

import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from "react";

export interface View {
  /** Where the drawing's origin is in the frame, in pixels. */
  x: number;
  y: number;
  scale: number;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const least = 0.1;
const most = 2.5;
/** A drawing is not blown up to fill its frame. */
const mostToFit = 1;
const step = 1.25;
const panStep = 60;

function clamp(scale: number): number {
  return Math.min(most, Math.max(least, scale));
}

/** The view that shows a whole area, in the middle of a frame. */
export function fitting(area: Area, frame: { width: number; height: number }): View {
  const scale = Math.min(
    mostToFit,
    Math.max(least, Math.min(frame.width / area.width, frame.height / area.height)),
  );
  return {
    x: (frame.width - area.width * scale) / 2 - area.x * scale,
    y: (frame.height - area.height * scale) / 2 - area.y * scale,
    scale,
  };
}

/** Zoomed so that the point `at` of the frame stays on what it shows. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = clamp(view.scale * factor);
  const by = scale / view.scale;
  return { x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by, scale };
}

/** Moved as little as needed for an area to be seen. */
export function revealing(view: View, area: Area, frame: { width: number; height: number }): View {
  const shift = (from: number, size: number, whole: number) => {
    if (from < 12) return 12 - from;
    return from + size > whole - 12 ? Math.max(12 - from, whole - 12 - from - size) : 0;
  };
  return {
    ...view,
    x: view.x + shift(view.x + area.x * view.scale, area.width * view.scale, frame.width),
    y: view.y + shift(view.y + area.y * view.scale, area.height * view.scale, frame.height),
  };
}

/** A view of the drawing whose whole is `bounds`; `frame` is the element that it is seen in. */
export function useView(bounds: Area) {
  const frame = useRef<SVGSVGElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const drag = useRef<{ x: number; y: number } | null>(null);
  const size = () => ({
    width: frame.current?.clientWidth || 800,
    height: frame.current?.clientHeight || 600,
  });

  const fit = useCallback(() => setView(fitting(bounds, size())), [bounds]);
  const zoom = useCallback((factor: number) => {
    const { width, height } = size();
    setView((old) => zoomed(old, factor, { x: width / 2, y: height / 2 }));
  }, []);
  const reveal = useCallback((area: Area) => {
    setView((old) => revealing(old, area, size()));
  }, []);

  useEffect(fit, [fit]);

  // React listens to wheels passively, so that the page would scroll too.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      setView((old) => zoomed(old, Math.exp(-event.deltaY * 0.0015), at));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, []);

  const handlers = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return;
      drag.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      const from = drag.current;
      if (from === null) return;
      const by = { x: event.clientX - from.x, y: event.clientY - from.y };
      // A click that trembles selects a node; only a real move is a drag.
      const held = event.currentTarget.hasPointerCapture(event.pointerId);
      if (!held && Math.hypot(by.x, by.y) < 4) return;
      if (!held) event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, y: event.clientY };
      setView((old) => ({ ...old, x: old.x + by.x, y: old.y + by.y }));
    },
    onPointerUp: () => (drag.current = null),
    onPointerCancel: () => (drag.current = null),
    onKeyDown: (event: KeyboardEvent<SVGSVGElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const pan: Record<string, [number, number]> = {
        ArrowLeft: [panStep, 0],
        ArrowRight: [-panStep, 0],
        ArrowUp: [0, panStep],
        ArrowDown: [0, -panStep],
      };
      const by = pan[event.key];
      if (by !== undefined) setView((old) => ({ ...old, x: old.x + by[0], y: old.y + by[1] }));
      else if (event.key === "+" || event.key === "=") zoom(step);
      else if (event.key === "-") zoom(1 / step);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    },
  };
  return {
    frame,
    view,
    fit,
    zoomIn: () => zoom(step),
    zoomOut: () => zoom(1 / step),
    reveal,
    handlers,
  };
}
