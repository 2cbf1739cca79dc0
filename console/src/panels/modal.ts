/** A dialog that is open while it is there. Its own `close` event may come late, when the next is open already. */

/** For `{@attach}`: opens it, and takes it away on Esc and whenever it has closed; the focus goes back where it was. */
export function modal(away: () => void): (dialog: HTMLDialogElement) => () => void {
  return (dialog) => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault(); // else the browser closes the dialog under this one, too
      event.stopPropagation();
      dialog.close();
      away();
    };
    dialog.showModal();
    dialog.addEventListener('keydown', onKey);
    dialog.addEventListener('close', away);
    return () => {
      dialog.removeEventListener('keydown', onKey);
      dialog.removeEventListener('close', away);
    };
  };
}
