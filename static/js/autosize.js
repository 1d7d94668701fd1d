// A text box grows with its text, where the style sheet alone cannot do it.
if (!CSS.supports("field-sizing", "content")) {
  const fit = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-autosize]")) fit(event.target);
  });
  document.querySelectorAll("textarea[data-autosize]").forEach(fit);
}
