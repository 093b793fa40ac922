// The grid of daily figures: arrow keys and Enter move between cells, and a block pasted from a spreadsheet fills the cells from the one
// it is pasted into. Without this the form is a form like any other.
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const cells = () => [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.input--cell")]).filter((row) => row.length);
  const place = (input) => {
    const grid = cells();
    const row = grid.findIndex((each) => each.includes(input));
    return { grid, row, column: row < 0 ? -1 : grid[row].indexOf(input) };
  };
  const move = (input, down, right) => {
    const { grid, row, column } = place(input);
    const next = grid[row + down]?.[column + right];
    if (!next) return false;
    next.focus();
    next.select();
    return true;
  };
  const edge = (input, end) => {
    const at = end ? input.value.length : 0;
    return input.selectionStart === at && input.selectionEnd === at || (input.selectionStart === 0 && input.selectionEnd === input.value.length);
  };

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("input.input--cell") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (event.key === "ArrowLeft" && edge(input, false)) ways.ArrowLeft = [0, -1];
    if (event.key === "ArrowRight" && edge(input, true)) ways.ArrowRight = [0, 1];
    const way = ways[event.key];
    if (!way) return;
    if (move(input, ...way) || event.key !== "Enter") event.preventDefault();
  });

  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  form.addEventListener("paste", (event) => {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input.matches("input.input--cell") || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const { grid, row, column } = place(input);
    let filled = 0;
    let beyond = 0;
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const cell = grid[row + down]?.[column + right];
        if (!cell) {
          beyond += value.trim() ? 1 : 0;
          return;
        }
        cell.value = value.trim();
        filled += 1;
      });
    });
    changed = changed || filled > 0;
    const words = beyond ? form.dataset.beyond : form.dataset.pasted;
    said.textContent = words.replace("{n}", String(filled)).replace("{beyond}", String(beyond));
  });
})();
