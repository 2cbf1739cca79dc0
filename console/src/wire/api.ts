/** Requests to the server. The token comes once in the address, lives in sessionStorage and goes out as a bearer. */

const TOKEN = 'sargas.token';

let token = '';
let partition = '';

/** Takes `token` and `partition` out of the address bar, so that neither is bookmarked, shared or logged. */
export function takeAddress(): void {
  const address = new URL(location.href);
  const given = address.searchParams.get('token');
  if (given) sessionStorage.setItem(TOKEN, given);
  token = sessionStorage.getItem(TOKEN) ?? '';
  partition = address.searchParams.get('partition') ?? '';
  if (given) {
    address.searchParams.delete('token');
    history.replaceState(null, '', address);
  }
}

export function setToken(value: string): void {
  token = value.trim();
  sessionStorage.setItem(TOKEN, token);
}

export function choosePartition(name: string): void {
  partition = name;
}

/** The partition that the address asked for, or "": the first one. */
export const askedPartition = (): string => partition;

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** How long the server asks to wait. */
    readonly waitS = 0,
  ) {
    super(message);
  }
}

/** Address of a path of the server, with the partition; relative to the page, so that a path prefix works. */
export function address(path: string, withToken = false): string {
  const url = new URL(path, document.baseURI);
  if (partition) url.searchParams.set('partition', partition);
  if (withToken && token) url.searchParams.set('token', token);
  return url.href;
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  let why = response.statusText || `status ${response.status}`;
  try {
    const body = (await response.json()) as { error?: string };
    if (body.error) why = body.error;
  } catch {
    // not JSON: a proxy's page; the status line says enough
  }
  throw new Refused(response.status, why, Number(response.headers.get('Retry-After') ?? 0));
}

function headers(): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export async function get<T>(path: string): Promise<T> {
  return answer<T>(await fetch(address(path), { headers: headers(), cache: 'no-store' }));
}

/** What the server answers, as it is: a file. */
export async function fetchBlob(path: string): Promise<Blob> {
  const response = await fetch(address(path), { headers: headers(), cache: 'no-store' });
  return response.ok ? response.blob() : answer<Blob>(response);
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return answer<T>(
    await fetch(address(path), {
      method: 'POST',
      headers: { ...headers(), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}
