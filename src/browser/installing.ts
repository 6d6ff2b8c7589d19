import type { App } from "./state/app-state.js";
import { tellDone } from "./tell.js";

/** Has the page's files kept, so that it starts without a network, and says when there is a newer version. */
export async function keepOffline(app: App): Promise<void> {
  const { serviceWorker } = navigator;
  // Not from a file, and not where a browser or a private window does without.
  if (serviceWorker === undefined) return;
  // All files are loaded once more: that waits until the page is there.
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  const registration = await serviceWorker
    .register("service-worker.js", { updateViaCache: "none" })
    .catch(() => undefined);
  if (!registration) return;
  const offer = (worker: ServiceWorker): void => {
    tellDone(app, "A new version of this page is ready.", {
      text: "Reload",
      run() {
        serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("take over");
      },
    });
  };
  const watch = (worker: ServiceWorker): void => {
    worker.addEventListener("statechange", () => {
      // Without one before it, it is the first, and this page is of its version.
      if (worker.state === "installed" && registration.active) offer(worker);
    });
  };
  if (registration.waiting) offer(registration.waiting);
  if (registration.installing) watch(registration.installing);
  registration.addEventListener("updatefound", () => {
    if (registration.installing) watch(registration.installing);
  });
}
