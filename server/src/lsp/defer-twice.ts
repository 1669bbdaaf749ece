/** Runs a task later; returns a function that takes it back. */
type Defer = (task: () => void) => () => void;

/**
 * Two turns of the event loop later. The connection handles one message a turn (vscode-jsonrpc: triggerMessageQueue), and
 * asks for its next turn only after the message asked for its own: whoever waits two turns, and starts anew with each
 * message, waits until all that has arrived is handled.
 */
export function deferTwice(nextTurn: Defer): Defer {
  return (task) => {
    let cancel = nextTurn(() => {
      cancel = nextTurn(task);
    });
    return () => cancel();
  };
}
