/**
 * The ring tone, synthesised: a soft two-note chime every two seconds. Also tells whether the browser lets
 * the page sound at all (it does after the first click or key).
 */

const notesHz = [659.26, 880];
const noteGapS = 0.18;
const repeatMs = 2000;

function strike(context: AudioContext, frequency: number, at: number): void {
  // A bell: the note and a quieter, faster fading partial above it.
  for (const [multiple, level, fadeS] of [
    [1, 0.16, 1.1],
    [2.76, 0.04, 0.45],
  ] as const) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency * multiple;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(level, at + 0.012);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + fadeS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + fadeS + 0.05);
  }
}

export class Ringer {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** Prepares sound; call it from a click so that the browser allows it. */
  unlock(): void {
    const context = this.#open();
    if (context?.state === "suspended") void context.resume().catch(() => undefined);
  }

  /** Whether the browser would play now. */
  get audible(): boolean {
    return this.#context?.state === "running";
  }

  start(): void {
    if (this.#timer !== null) return;
    const context = this.#open();
    if (context === null) return;
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    this.#chime(context);
    this.#timer = setInterval(() => this.#chime(context), repeatMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  close(): void {
    this.stop();
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  #open(): AudioContext | null {
    if (this.#context === null && "AudioContext" in globalThis) this.#context = new AudioContext();
    return this.#context;
  }

  #chime(context: AudioContext): void {
    if (context.state !== "running") return;
    notesHz.forEach((note, index) => strike(context, note, context.currentTime + index * noteGapS));
  }
}
