/** Alert tones, made here (no files). A browser lets a page sound only after a gesture: `ready` says if it may. */

import { LEVELS, type Level } from './wire/words';

/** Frequency (Hz) and length (s) of each tone; the pause after each is half as long. */
const TONES: Record<Level, [number, number][]> = {
  advisory: [[660, 0.16]],
  caution: [[740, 0.16], [740, 0.16]],
  warning: [[988, 0.14], [740, 0.14], [988, 0.14], [740, 0.14], [988, 0.14], [740, 0.2]],
};

/** Again after so many seconds, until somebody has taken it up. */
const AGAIN_S: Record<Level, number> = { advisory: 60, caution: 25, warning: 10 };
/** Alerts that come together are one sound, that of the gravest. */
const GATHER_MS = 250;

export class AlertSound {
  private context: AudioContext | null = null;
  private gathered: Level | null = null;
  private soundedMs = -Infinity;
  private sounded: Level = 'advisory';

  /** Call from a gesture. Resolves to whether sound will be heard. */
  async enable(): Promise<boolean> {
    this.context ??= new AudioContext();
    await this.context.resume();
    return this.ready;
  }

  get ready(): boolean {
    return this.context?.state === 'running';
  }

  /** Sounds the level soon, or a graver one that comes meanwhile. */
  alert(level: Level): void {
    if (this.gathered === null) {
      setTimeout(() => {
        const [level, nowMs] = [this.gathered, performance.now()];
        this.gathered = null;
        // What insists may have sounded it already.
        const heard = nowMs - this.soundedMs < 2 * GATHER_MS && level && LEVELS.indexOf(level) <= LEVELS.indexOf(this.sounded);
        if (level && !heard) this.play(level, nowMs);
      }, GATHER_MS);
    }
    if (this.gathered === null || LEVELS.indexOf(level) > LEVELS.indexOf(this.gathered)) this.gathered = level;
  }

  /** Asked a few times a second: sounds again what nobody has taken up, `level` being the gravest of it. */
  insist(level: Level | null, nowMs: number): void {
    if (level && this.ready && nowMs - this.soundedMs >= AGAIN_S[level] * 1000) this.play(level, nowMs);
  }

  play(level: Level, nowMs = performance.now()): void {
    this.soundedMs = nowMs;
    this.sounded = level;
    const context = this.context;
    if (!context || context.state !== 'running') return;
    let at = context.currentTime + 0.02;
    for (const [hz, lengthS] of TONES[level]) {
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = 'triangle';
      tone.frequency.value = hz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.25, at + 0.012);
      gain.gain.setValueAtTime(0.25, at + lengthS - 0.03);
      gain.gain.linearRampToValueAtTime(0, at + lengthS);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + lengthS);
      at += lengthS * 1.5;
    }
  }
}
