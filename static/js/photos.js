// Makes photos smaller before they leave the device; place and time of the shot, which cameras write into them, stay
// behind. What the browser cannot draw, or what would grow, is sent as it is.
const LONGEST = 2_000; // pixels: a photographed page of A4 can still be read
const QUALITY = 0.8;
const DRAWN = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"];
const working = new Map();

const smaller = async (file) => {
  const picture = DRAWN.includes(file.type) ? await createImageBitmap(file).catch(() => null) : null;
  if (!picture) return file;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!made || (made.size >= file.size && file.type !== "image/jpeg")) return file;
  return new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
};

const weight = (files) => {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1_024))} KB`;
};

const shrink = async (field) => {
  const chosen = [...field.files];
  const made = await Promise.all(chosen.map(smaller));
  const taken = new DataTransfer();
  for (const file of made) taken.items.add(file);
  field.files = taken.files;
  const before = chosen.filter((file, n) => file !== made[n]);
  const after = made.filter((file, n) => file !== chosen[n]);
  const place = field.closest("form").querySelector("[data-shrunk]");
  const words = after.length ? place.dataset.shrunk : "";
  place.textContent = words.replace("{before}", weight(before)).replace("{after}", weight(after));
};

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches("input[type=file][data-shrink]")) return;
  working.set(field, shrink(field).finally(() => working.delete(field)));
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const waiting = [...working].filter(([field]) => field.form === form).map(([, work]) => work);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  await Promise.allSettled(waiting);
  form.requestSubmit(submitter);
}, { capture: true });
