// Everything works without this file; it adds keys, focus and small comforts. No inline handler, no eval, no stored data.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const typing = (el) => el && (el.isContentEditable || /^(input|textarea|select)$/i.test(el.tagName));

  // After a refused form the reader's focus goes to the summary, else to the first field in error.
  const settle = (root) => {
    const target = $("[data-focus]", root) || $("[aria-invalid=true]", root);
    if (target) target.focus();
  };

  // Dialogs: a link opens its dialog; where command/commandfor is missing, buttons do too.
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog || typeof dialog.showModal !== "function") return false;
    if (!dialog.open) dialog.showModal();
    return true;
  };
  const knowsCommands = "commandForElement" in HTMLButtonElement.prototype;
  const knowsPopovers = "popover" in HTMLElement.prototype;

  document.addEventListener("click", (event) => {
    const el = event.target instanceof Element ? event.target : null;
    if (!el) return;
    const link = el.closest("[data-dialog]");
    if (link && !event.ctrlKey && !event.metaKey && open(link.dataset.dialog)) event.preventDefault();
    const button = el.closest("button[commandfor]");
    if (button && !knowsCommands && button.getAttribute("command") === "show-modal") open(button.getAttribute("commandfor"));
    const plain = el.closest("[popovertarget]");
    if (plain && !knowsPopovers) document.getElementById(plain.getAttribute("popovertarget")).classList.toggle("is-open");
    const dismiss = el.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".toast").remove();
    const gap = el.closest(".approve [aria-disabled=true]");
    if (gap) {
      const first = $(".approve__say a");
      if (first) { event.preventDefault(); first.click(); $(first.getAttribute("href"))?.focus(); }
    }
    for (const menu of document.querySelectorAll("details.more-menu[open]")) if (!menu.contains(el)) menu.open = false;
  });

  // A confirmation leaves by itself after a while, but never while it is being read or used; errors stay.
  const fade = (toast) => {
    let timer = 0;
    const arm = () => { timer = setTimeout(() => toast.remove(), 8000); };
    const hold = () => clearTimeout(timer);
    for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, hold);
    for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, arm);
    arm();
  };
  const fadeAll = () => document.querySelectorAll(".toast[data-fades]").forEach((toast) => { delete toast.dataset.fades; fade(toast); });

  // Keys. Nothing exists by key alone.
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at && at.form) { event.preventDefault(); at.form.requestSubmit(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(at)) return;
    if (event.key === "Escape") document.querySelectorAll("details.more-menu[open]").forEach((menu) => { menu.open = false; });
    if (event.key === "/") { const find = $("[data-find]"); if (find) { event.preventDefault(); find.focus(); } }
    if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll(".queue .task__title a, .table tbody th a")];
      if (!rows.length) return;
      const now = rows.indexOf(at);
      const next = now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + (event.key === "j" ? 1 : -1)));
      rows[next].focus();
    }
  });

  // Files dropped anywhere on the field; its note then says which.
  const note = (drop) => {
    const files = [...$("input", drop).files];
    // Several are listed below, one a line.
    const listed = files.length > 1 && $("[data-picked]", drop.parentElement);
    if (files.length) $("[data-drop-note]", drop).textContent = listed ? listed.dataset.picked.replace("{n}", String(files.length)) : files.map((file) => file.name).join(", ");
  };
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
    document.addEventListener(name, (event) => {
      const drop = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
      if (drop) drop.classList.toggle("is-over", over);
    });
  document.addEventListener("change", (event) => {
    const el = event.target;
    const drop = el.closest && el.closest("[data-drop]");
    if (drop) note(drop);
    if (el.dataset && "autosubmit" in el.dataset && el.form) el.form.requestSubmit();
  });

  // A form is sent once: a second press while it travels does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post" || form.hasAttribute("hx-post") || event.submitter?.formMethod === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.classList.add("htmx-request");
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button.htmx-request").forEach((button) => button.classList.remove("htmx-request"));
  }));

  document.addEventListener("htmx:afterSettle", (event) => { settle(event.detail.elt); fadeAll(); });
  document.addEventListener("htmx:oobAfterSwap", fadeAll);
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  settle(document);
  fadeAll();

  // Of many tabs on a small screen, the one in force is in sight.
  document.querySelectorAll(".tabs").forEach((bar) => {
    const tab = bar.querySelector("[aria-current='page']");
    if (tab && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  });
})();
