/** Where the top of the phone points to, clockwise from north, where it knows. */

interface AppleEvent extends DeviceOrientationEvent {
  webkitCompassHeading?: number;
}
interface Asking {
  requestPermission?: () => Promise<string>;
}

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

/** W3C Device Orientation 4.1: alpha grows anticlockwise from north; Apple tells the heading itself. */
export function azimuthOf(event: Pick<AppleEvent, 'alpha' | 'absolute' | 'webkitCompassHeading'>): number | null {
  if (typeof event.webkitCompassHeading === 'number') return event.webkitCompassHeading;
  return event.absolute && event.alpha !== null ? (360 - event.alpha) % 360 : null;
}
