/** Where a phone is pointed at, clockwise from true north, where it knows. */

interface AppleEvent extends DeviceOrientationEvent {
  webkitCompassHeading?: number;
}
interface Asking {
  requestPermission?: () => Promise<string>;
}

/** Phones tell magnetic north. Around the Baltic Sea it is 8 to 11 degrees east of true north (World Magnetic Model, 2026). */
const DECLINATION_DEG = 9;
const DEG = Math.PI / 180;
/** Held more upright than this, the phone's back is pointed at something; flatter, its upper edge. */
const UPRIGHT = 0.5;

/** `told` hears each direction in degrees until the returned function is called; null where the phone has no compass. */
export async function compass(told: (azimuthDeg: number) => void): Promise<(() => void) | null> {
  if (!('DeviceOrientationEvent' in window)) return null;
  const asking = DeviceOrientationEvent as unknown as Asking;
  if (asking.requestPermission && (await asking.requestPermission().catch(() => 'denied')) !== 'granted') return null;
  const name = 'ondeviceorientationabsolute' in window ? 'deviceorientationabsolute' : 'deviceorientation';
  return new Promise((found) => {
    const end = () => window.removeEventListener(name, heard as EventListener);
    const silent = setTimeout(() => {
      end();
      found(null);
    }, 1500);
    const heard = (event: AppleEvent) => {
      const azimuth = azimuthOf(event);
      if (azimuth === null) return;
      clearTimeout(silent);
      found(end);
      told(azimuth);
    };
    window.addEventListener(name, heard as EventListener);
  });
}

/** The back of an upright phone, the upper edge of a flat one (W3C Device Orientation, 4.1 and A.1: rotations Z-X'-Y''). */
export function azimuthOf(
  event: Pick<AppleEvent, 'alpha' | 'beta' | 'gamma' | 'absolute' | 'webkitCompassHeading'>,
): number | null {
  if (typeof event.webkitCompassHeading === 'number') return turned(event.webkitCompassHeading);
  if (!event.absolute || event.alpha === null) return null;
  const [z, x, y] = [event.alpha * DEG, (event.beta ?? 0) * DEG, (event.gamma ?? 0) * DEG];
  const backEast = -Math.cos(z) * Math.sin(y) - Math.sin(z) * Math.sin(x) * Math.cos(y);
  const backNorth = -Math.sin(z) * Math.sin(y) + Math.cos(z) * Math.sin(x) * Math.cos(y);
  if (Math.hypot(backEast, backNorth) > UPRIGHT) return turned(Math.atan2(backEast, backNorth) / DEG);
  return turned(Math.atan2(-Math.sin(z) * Math.cos(x), Math.cos(z) * Math.cos(x)) / DEG);
}

function turned(magneticDeg: number): number {
  return (magneticDeg + DECLINATION_DEG + 360) % 360;
}
