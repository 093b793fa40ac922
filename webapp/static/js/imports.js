// Says before a long upload that a file is too large. The server says the same; nothing depends on this.
(() => {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const limit = Number(form.dataset.limit);
  const word = form.querySelector("[data-too-large]");
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const large = limit > 0 && [...event.target.files].some((file) => file.size > limit);
    word.hidden = !large;
    form.querySelector("button.btn--primary").disabled = large;
  });
})();
