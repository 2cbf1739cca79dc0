/** A row that is moved within its list loses the focus in every browser: it is given back, so that nobody is thrown out. */

import { untrack } from 'svelte';

/** Call while a component is set up. `rows` is what orders the list, `key` is the `data-key` of the chosen row. */
export function holdFocus(list: () => HTMLElement | undefined, rows: () => unknown, key: () => string | number): void {
  let held = false;
  $effect.pre(() => {
    rows();
    held = untrack(list)?.contains(document.activeElement) ?? false;
  });
  $effect(() => {
    rows();
    const within = untrack(list);
    if (!held || !within || within.contains(document.activeElement)) return;
    within.querySelector<HTMLElement>(`[data-key="${untrack(key)}"]`)?.focus();
  });
}
