// Hands the pages over to their worker, once this page is there.
const manifest = document.querySelector("link[data-worker]");
if (manifest) addEventListener("load", () => navigator.serviceWorker?.register(manifest.dataset.worker).catch(() => {}));
