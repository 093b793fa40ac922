// Says before a long upload that it is too large, lists what was picked, and shows how much has travelled. Without this the form is
// sent as any other; nothing depends on it.
(() => {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const limit = Number(form.dataset.limit);
  const input = form.querySelector("input[type=file]");
  const word = form.querySelector("[data-too-large]");
  const picked = form.querySelector("[data-picked]");
  const sending = form.querySelector("[data-sending]");
  const words = sending?.querySelector("[data-sent]");
  const bar = sending?.querySelector("progress");
  const button = form.querySelector("button.btn--primary");

  const list = () => {
    const files = [...input.files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const large = limit > 0 && size > limit;
    word.hidden = !large;
    button.disabled = large;
    if (!picked) return;
    picked.hidden = files.length < 2;
    picked.replaceChildren(...files.map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
  };
  input.addEventListener("change", list);

  const show = (percent) => {
    bar.value = percent;
    words.textContent = percent < 100 ? words.dataset.sent.replace("{n}", String(percent)) : words.dataset.taken;
    if (percent >= 100) bar.removeAttribute("value");
  };

  // Small files are there before a bar could be seen.
  const WORTH = 512 * 1024;
  form.addEventListener("submit", (event) => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    if (!sending || size < WORTH || form.dataset.travels) return;
    event.preventDefault();
    form.dataset.travels = "1";
    const data = new FormData(form);
    const request = new XMLHttpRequest();
    const plain = () => { HTMLFormElement.prototype.submit.call(form); };
    request.open("POST", form.action);
    request.setRequestHeader("X-By-Script", "1");
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) show(Math.floor(100 * step.loaded / step.total)); });
    request.addEventListener("load", () => {
      const next = request.getResponseHeader("HX-Redirect");
      if (request.status < 400 && next) { location.assign(next); return; }
      // Refused: the answer is the same page with the reason in it.
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      const main = document.querySelector("main");
      if (!answer || !main) { plain(); return; }
      main.replaceWith(answer);
      answer.querySelector("[data-focus], .error")?.scrollIntoView({ block: "center" });
    });
    request.addEventListener("error", () => { delete form.dataset.travels; delete form.dataset.sent; sending.hidden = true; plain(); });
    sending.hidden = false;
    show(0);
    request.send(data);
  });
})();
