// Changes the size of letters at once, so that nothing typed is lost, and tells the server.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-sizes] button[name=size]");
  if (!chosen) return;
  event.preventDefault();
  const switcher = chosen.closest("[data-sizes]");
  document.documentElement.dataset.size = chosen.value;
  for (const button of switcher.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  const body = new URLSearchParams({ size: chosen.value, csrf_token: chosen.form.elements.csrf_token.value });
  fetch(switcher.dataset.sizes, { method: "POST", body, keepalive: true });
});
