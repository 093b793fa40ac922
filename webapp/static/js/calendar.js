// Dragging an activity to another day. The same move stands as a form on the activity's page, so nothing depends on this.
(() => {
  "use strict";
  const month = document.querySelector(".month");
  if (!month) return;
  let dragged = null;
  month.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-move]");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  month.addEventListener("dragover", (event) => {
    const day = event.target.closest("[data-day]");
    if (!dragged || !day) return;
    event.preventDefault();
    month.querySelectorAll(".day--over").forEach((other) => other.classList.toggle("day--over", other === day));
    day.classList.add("day--over");
  });
  month.addEventListener("dragend", () => {
    dragged = null;
    month.querySelectorAll(".day--over").forEach((day) => day.classList.remove("day--over"));
  });
  month.addEventListener("drop", (event) => {
    const day = event.target.closest("[data-day]");
    if (!dragged || !day) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = dragged.dataset.move;
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    const values = { day: day.dataset.day, revision: dragged.dataset.revision, csrf_token: token };
    for (const [name, value] of Object.entries(values)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  });
})();
