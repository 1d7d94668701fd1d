// Opens a link with data-pane beside the page instead of in its place; Escape or its close link shuts it.
let opener = null;

const shut = () => {
  document.querySelector(".pane")?.remove();
  opener?.focus();
  opener = null;
};

const show = async (link) => {
  const address = new URL(link.href);
  const here = location.pathname + location.search;
  address.searchParams.set("pane", "1");
  address.searchParams.set("next", here);
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.assign(link.href);
    return;
  }
  document.querySelector(".pane")?.remove();
  const pane = document.createElement("aside");
  pane.className = "pane";
  pane.setAttribute("aria-label", link.dataset.pane);
  const title = document.createElement("h2");
  title.className = "pane-title";
  title.textContent = link.dataset.pane;
  const about = document.createElement("p");
  about.className = "number quiet";
  about.textContent = link.dataset.paneAbout ?? "";
  const inside = document.createElement("div");
  inside.append(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  pane.append(title, about, inside);
  document.body.append(pane);
  opener = link;
  pane.dispatchEvent(new CustomEvent("pane:shown", { bubbles: true }));
  (pane.querySelector("[autofocus]") ?? pane.querySelector("textarea, input:not([type=hidden]), a, button"))?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-pane]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link);
  } else if (event.target.closest(".pane [data-pane-close]")) {
    event.preventDefault();
    shut();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".pane") && !document.querySelector("dialog[open]")) shut();
});
