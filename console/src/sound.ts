/** Alert tones, made here (no files). A browser lets a page sound only after a gesture: `ready` says if it may. */

import type { Level } from './wire/words';

/** Frequency (Hz) and length (s) of each tone; the pause after each is half as long. */
const TONES: Record<Level, [number, number][]> = {
  advisory: [[660, 0.16]],
  caution: [[740, 0.16], [740, 0.16]],
  warning: [[988, 0.14], [740, 0.14], [988, 0.14], [740, 0.14], [988, 0.14], [740, 0.2]],
};

const LEVELS: Level[] = ['advisory', 'caution', 'warning'];
/** Alerts that come together are one sound, that of the gravest. */
const GATHER_MS = 250;

export class AlertSound {
  private context: AudioContext | null = null;
  private gathered: Level | null = null;

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
        if (this.gathered) this.play(this.gathered);
        this.gathered = null;
      }, GATHER_MS);
    }
    if (this.gathered === null || LEVELS.indexOf(level) > LEVELS.indexOf(this.gathered)) this.gathered = level;
  }

  play(level: Level): void {
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
