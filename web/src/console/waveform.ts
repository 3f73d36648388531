/** Drawing of a stereo waveform on a canvas, in the colours of the theme. */

interface Peaks {
  left: number[];
  right: number[];
}

/** The largest peak of each of `count` equal slices, so that no burst is lost when shrinking. */
export function slices(peaks: readonly number[], count: number): number[] {
  if (peaks.length === 0 || count <= 0) return [];
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
}

const barWidth = 2;
const barGap = 1;

/** Draws both lanes; what is left of `progress` (0 to 1) in full colour, the rest faded. */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  size: { width: number; height: number },
  peaks: Peaks | null,
  progress: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null || size.width === 0) return;
  const ratio = window.devicePixelRatio;
  const wide = Math.round(size.width * ratio);
  const high = Math.round(size.height * ratio);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);

  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const half = size.height / 2;
  const count = Math.floor(size.width / (barWidth + barGap));
  const played = progress * size.width;

  const lane = (values: readonly number[] | undefined, middle: number, fill: string) => {
    context.fillStyle = fill;
    slices(values ?? [], count).forEach((peak, index) => {
      const x = index * (barWidth + barGap);
      const height = Math.max(1.5, Math.min(1, peak) * (half - 14));
      context.globalAlpha = x <= played ? 1 : 0.38;
      context.fillRect(x, middle - height / 2, barWidth, height);
    });
  };
  lane(peaks?.left, half / 2, colour("--left-channel"));
  lane(peaks?.right, half + half / 2, colour("--right-channel"));

  context.globalAlpha = 1;
  context.fillStyle = colour("--line");
  context.fillRect(0, half - 0.5, size.width, 1);
  context.fillStyle = colour("--text");
  context.fillRect(Math.min(size.width - 2, played), 0, 2, size.height);
}
