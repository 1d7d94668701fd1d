// Puts a text where somebody writes: at the place of the cursor in the first box of the page's form, or of the pane's.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const box = (button.closest(".pane") ?? document.querySelector("main")).querySelector("form textarea");
  const words = document.getElementById(button.dataset.insert).textContent.trim();
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
