// Opens the printer's window.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
