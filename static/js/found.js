// Tells which amounts and dates stand in what is being written, so that a slip of the finger is seen at once.
const patterns = new Map();

const pattern = (source) => {
  if (!patterns.has(source)) patterns.set(source, new RegExp(source, "gu"));
  return patterns.get(source);
};

const tell = (form) => {
  const place = form.querySelector("[data-found]");
  if (!place) return;
  const written = [...form.querySelectorAll("textarea")].map((box) => box.value).join("\n");
  const found = [...new Set(written.match(pattern(place.dataset.found)) ?? [])];
  place.hidden = !found.length;
  place.querySelector("[data-found-words]").textContent = found.join(" · ");
};

const begin = (root) => {
  for (const place of root.querySelectorAll("[data-found]")) if (place.closest("form")) tell(place.closest("form"));
};

begin(document);
document.addEventListener("pane:shown", (event) => begin(event.target));
document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form) tell(form);
});
