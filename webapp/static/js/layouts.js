// Report layouts: rows are dragged by their grip, and the page beside the form follows the section at hand. Buttons do the same without this file.
(() => {
  "use strict";
  const layout = document.getElementById("layout");
  if (!layout) return;
  let dragged = null;
  const changed = () => document.body.dispatchEvent(new CustomEvent("layout-changed"));
  const leave = () => layout.querySelectorAll(".lay--over").forEach((row) => row.classList.remove("lay--over"));

  // Only the grip lifts a row: everywhere else a press selects text, as it should.
  layout.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) row.draggable = Boolean(event.target.closest("[data-grip]"));
  });
  layout.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-row]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("lay--lifted");
  });
  layout.addEventListener("dragover", (event) => {
    const row = event.target.closest("[data-row]");
    if (!dragged || !row || row.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    leave();
    row.classList.add("lay--over");
  });
  layout.addEventListener("drop", (event) => {
    const row = event.target.closest("[data-row]");
    if (!dragged || !row || row === dragged || row.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const rows = [...row.parentElement.children];
    row[rows.indexOf(dragged) < rows.indexOf(row) ? "after" : "before"](dragged);
    changed();
  });
  layout.addEventListener("dragend", () => {
    if (dragged) { dragged.classList.remove("lay--lifted"); dragged.draggable = false; }
    dragged = null;
    leave();
  });

  // The page that shows the section being edited comes up by itself.
  const at = layout.querySelector("[data-at]");
  layout.addEventListener("focusin", (event) => {
    const part = event.target.closest("[data-section]");
    if (!part || at.value === part.dataset.section) return;
    at.value = part.dataset.section;
    changed();
  });
})();
