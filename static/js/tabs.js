// On a narrow screen the tab in which one stands is moved into view.
for (const tab of document.querySelectorAll(".tabs a[aria-current]")) {
  const strip = tab.closest(".tabs");
  const [inner, outer] = [tab, strip].map((part) => part.getBoundingClientRect());
  if (inner.right > outer.right || inner.left < outer.left) strip.scrollLeft += inner.right - outer.right;
}
