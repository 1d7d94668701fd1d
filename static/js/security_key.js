// Asks a security key for a form: the challenge comes from data-security-key, the answer goes into data-answer's field.
const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (mark) => mark.charCodeAt(0));

const text = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: raw(key.id) }));

const ask = async (options) => {
  const challenge = raw(options.challenge);
  if (options.rp) {
    const user = { ...options.user, id: raw(options.user.id) };
    const excludeCredentials = listed(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: { ...options, challenge, user, excludeCredentials } });
  }
  const allowCredentials = listed(options.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
};

const told = (key) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-security-key]");
  if (!button) return;
  const form = button.form;
  const said = document.getElementById(button.dataset.said);
  said.hidden = true;
  try {
    const answer = await fetch(button.dataset.securityKey, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    });
    form.elements[button.dataset.answer].value = told(await ask(await answer.json()));
    form.requestSubmit();
  } catch {
    said.hidden = false;
  }
});
