interface WebPort {
  addEventListener(type: 'message', listener: () => void, options: { readonly once: true }): void;
  start(): void;
  close(): void;
}

/** As much of the host's globals as is used here: browsers have the one, Node both, some hosts neither. */
interface HostGlobals {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: WebPort;
    readonly port2: { postMessage(message: number): void };
  };
}

/**
 * Resolves in a task of its own, after timers, input and signals that wait have had their turn.
 * A promise alone would not do: its continuation runs before any of them.
 */
export function nextMacrotask(): Promise<void> {
  const host: HostGlobals = globalThis;
  return new Promise((resolve) => {
    if (host.setImmediate) {
      host.setImmediate(() => resolve());
    } else if (host.MessageChannel) {
      const { port1, port2 } = new host.MessageChannel();
      const arrived = (): void => {
        port1.close();
        resolve();
      };
      port1.addEventListener('message', arrived, { once: true });
      port1.start();
      port2.postMessage(0);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
