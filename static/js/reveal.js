// Shows a covered value in its place and covers it again after a minute; the server writes down who looked.
const SHOWN = 60_000;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("reveal" in form.dataset)) return;
  event.preventDefault();
  const place = form.parentElement.querySelector(".masked-value");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  if (answer.status === 401) {
    const { proof } = await answer.json();
    location.assign(`${proof}?next=${encodeURIComponent(location.pathname + location.search)}`);
    return;
  }
  if (!answer.ok) {
    location.reload();
    return;
  }
  const covered = place.textContent;
  place.textContent = (await answer.json()).value;
  form.hidden = true;
  setTimeout(() => {
    place.textContent = covered;
    form.hidden = false;
  }, SHOWN);
});
