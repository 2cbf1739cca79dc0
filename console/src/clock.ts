/**
 * The server's clock, seen from here: what time it is in the picture now. Advances between frames at the speed the
 * header gives, and stops HOLD_S after the last frame: a picture that is not fed must not go on moving.
 */

const HOLD_S = 3;
const JUMP_S = 1.5;
const SLEW = 0.15;

export class PictureClock {
  private timeS = 0;
  private wallMs = 0;
  private lastFrameMs = -Infinity;
  speed = 0;

  /** A frame of time `timeS` arrived at `wallMs` (performance.now()). */
  frame(timeS: number, speed: number, wallMs: number): void {
    const expectedS = this.now(wallMs);
    const jump = JUMP_S * Math.max(1, speed);
    const errorS = timeS - expectedS;
    const first = this.lastFrameMs === -Infinity;
    // A small error is network jitter: follow it gently, so that nothing on the map trembles.
    this.timeS = first || Math.abs(errorS) > jump || speed === 0 ? timeS : expectedS + SLEW * errorS;
    this.wallMs = wallMs;
    this.lastFrameMs = wallMs;
    this.speed = speed;
  }

  /** Picture time at `wallMs`, UTC Unix seconds; 0 before the first frame. */
  now(wallMs: number): number {
    if (this.lastFrameMs === -Infinity) return 0;
    return this.timeS + (Math.min(Math.max(wallMs - this.wallMs, 0), HOLD_S * 1000) / 1000) * this.speed;
  }

  /** Wall seconds since the last frame; infinite before the first. */
  ageS(wallMs: number): number {
    return (wallMs - this.lastFrameMs) / 1000;
  }

  reset(): void {
    this.lastFrameMs = -Infinity;
    this.timeS = 0;
  }
}
