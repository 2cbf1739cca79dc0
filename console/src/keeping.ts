/** Files that the browser keeps. */

import { session } from './session';
import { fetchBlob } from './wire/api';

/** Gives a file to the browser to keep. */
export function keep(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Fetches a file of the server and keeps it. */
export async function save(path: string, name: string): Promise<void> {
  try {
    keep(await fetchBlob(path), name);
  } catch (error) {
    session.fault(error instanceof Error ? error.message : String(error));
  }
}
