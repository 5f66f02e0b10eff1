"use strict";
// What a page can do beyond being read: tables sort, pictures tell values and can be zoomed.
// Without it nothing is missing. It sets no inline style but through the style sheet's object
// model, loads nothing, and takes every word from the page.
(() => {
  const words = document.body.dataset;

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  // Tables: a button in each head sorts up, down and back again.
  function valueOf(row, column) {
    const cell = row.cells[column];
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    const text = cell.textContent.trim();
    return cell.classList.contains("num") ? Number.NaN : text;
  }

  function compared(a, b) {
    const unknown = [a, b].map(v => typeof v === "number" && Number.isNaN(v));
    if (unknown[0] || unknown[1]) return unknown[0] - unknown[1];
    return typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
  }

  function sort(table, column, head) {
    const body = table.tBodies[0];
    const before = head.getAttribute("aria-sort");
    const direction = { ascending: "descending", descending: "none" }[before] || "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    if (direction !== "none") head.setAttribute("aria-sort", direction);
    const sign = direction === "descending" ? -1 : 1;
    const rows = [...body.rows].sort((a, b) => a.dataset.place - b.dataset.place);
    if (direction !== "none") {
      rows.sort((a, b) => {
        const [one, other] = [valueOf(a, column), valueOf(b, column)];
        const last = [one, other].some(v => typeof v === "number" && Number.isNaN(v));
        return compared(one, other) * (last ? 1 : sign);
      });
    }
    body.append(...rows);
  }

  function sortable(table) {
    const body = table.tBodies[0];
    if (!table.tHead || !body || body.rows.length < 3) return;
    [...body.rows].forEach((row, place) => { row.dataset.place = place; });
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = element("button", { type: "button", class: "sort" });
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column, head));
      head.append(button);
    });
  }

  // Pictures: a mark tells its values under the pointer, and where the keyboard has led.
  const tip = element("div", { class: "told", "aria-hidden": "true" });
  tip.hidden = true;
  document.body.append(tip);
  let led = null; // the mark that the keyboard is on
  let hint = ""; // what to say beside it

  function show(text, left, over, under, more = "") {
    tip.textContent = text;
    if (more) tip.append(element("small", {}, more));
    tip.hidden = false;
    const fits = Math.min(left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    const below = under + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(fits, 8)}px`;
    tip.style.top = `${below ? under : Math.max(over - tip.offsetHeight, 0)}px`;
  }

  function showAtMark() {
    const box = led.getBoundingClientRect();
    const region = led.closest(".scroll")?.getBoundingClientRect() || box;
    const left = Math.max(box.left, region.left);
    const right = Math.max(Math.min(box.right, region.right), left);
    show(led.dataset.tip, (left + right) / 2, box.top - 6, box.bottom + 6, hint);
  }

  function tellValues() {
    for (const title of document.querySelectorAll(".mark-of > title")) {
      title.parentNode.dataset.tip = title.textContent;
      title.remove();
    }
    function tell(event) {
      const mark = event.target.closest ? event.target.closest(".mark-of") : null;
      if (mark) show(mark.dataset.tip, event.clientX + 14, event.clientY - 12, event.clientY + 18);
      else if (led) showAtMark();
      else tip.hidden = true;
    }

    for (const moved of ["pointerover", "pointermove"]) document.addEventListener(moved, tell);
    document.addEventListener("scroll", () => led ? showAtMark() : (tip.hidden = true), { passive: true, capture: true });
    document.addEventListener("keydown", event => { if (event.key === "Escape") { led = null; tip.hidden = true; } });
  }

  // One stop of the tab key per picture; arrows lead from mark to mark: left and right as they are
  // read, up and down to the nearest one there.
  function walkable(svg) {
    const marks = [...svg.querySelectorAll(".mark-of")];
    if (!marks.length) return;
    let [inOrder, greeted] = [null, false];
    svg.setAttribute("role", "group"); // what is in an image cannot be reached
    for (const mark of marks) {
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", mark.dataset.tip);
      mark.setAttribute("tabindex", "-1");
    }
    marks[0].setAttribute("tabindex", "0");
    const around = svg.parentNode; // an SVG that listens to focus would be a stop itself

    function middle(mark) {
      const box = mark.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    }

    function asRead() {
      const placed = marks.map(mark => [mark, ...middle(mark)]).sort((a, b) => a[2] - b[2]);
      const lines = [];
      for (const one of placed) {
        const line = lines[lines.length - 1];
        if (line && one[2] - line[0][2] < 6) line.push(one);
        else lines.push([one]);
      }
      return lines.flatMap(line => line.sort((a, b) => a[1] - b[1])).map(one => one[0]);
    }

    function nearest(from, sign) {
      const [x, y] = middle(from);
      let [best, least] = [null, Infinity];
      for (const mark of marks) {
        const [across, down] = middle(mark);
        const away = (down - y) * sign;
        if (away < 0.5) continue;
        const distance = away + 2 * Math.abs(across - x);
        if (distance < least) [best, least] = [mark, distance];
      }
      return best;
    }

    function go(from, to) {
      if (!to) return;
      from.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus({ preventScroll: true });
      to.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    around.addEventListener("focusin", event => {
      const mark = event.target.closest(".mark-of");
      if (!mark) return;
      const first = !inOrder;
      inOrder = inOrder || asRead();
      if (first && mark.matches(":focus-visible") && mark !== inOrder[0]) {
        go(mark, inOrder[0]);
        return;
      }
      for (const other of marks) if (other !== mark) other.setAttribute("tabindex", "-1");
      mark.setAttribute("tabindex", "0");
      led = mark;
      hint = !greeted && mark.matches(":focus-visible") ? words.walk : "";
      greeted = true;
      showAtMark();
    });
    around.addEventListener("focusout", () => { led = null; tip.hidden = true; });
    around.addEventListener("keydown", event => {
      const mark = event.target.closest(".mark-of");
      if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = inOrder.indexOf(mark);
      const steps = {
        ArrowRight: () => inOrder[at + 1], ArrowLeft: () => inOrder[at - 1],
        ArrowDown: () => nearest(mark, 1), ArrowUp: () => nearest(mark, -1),
        Home: () => inOrder[0], End: () => inOrder[inOrder.length - 1],
      };
      if (!steps[event.key]) return;
      event.preventDefault();
      go(mark, steps[event.key]());
    });
  }

  // Large pictures: zoomed by buttons, keys or the wheel, moved by dragging, scrolling or arrows.
  function zoomable(region) {
    const svg = region.querySelector("svg");
    if (!svg) return;
    const natural = svg.viewBox.baseVal.width;
    const bar = element("div", { class: "zoom", role: "group", "aria-label": words.zoom });

    function zoom(factor) {
      const box = svg.getBoundingClientRect();
      const width = Math.min(Math.max(box.width * factor, 240), natural * 4);
      const [across, down] = [region.scrollLeft + region.clientWidth / 2, region.scrollTop + region.clientHeight / 2];
      region.classList.add("zoomed");
      svg.style.width = `${width}px`;
      const grown = width / box.width;
      region.scrollLeft = across * grown - region.clientWidth / 2;
      region.scrollTop = down * grown - region.clientHeight / 2;
    }

    function whole() {
      region.classList.remove("zoomed");
      svg.style.removeProperty("width");
    }

    const acts = [[words.zoomIn, "+", () => zoom(1.3)], [words.zoomOut, "−", () => zoom(1 / 1.3)], [words.zoomAll, "⤢", whole]];
    for (const [name, sign, act] of acts) {
      const button = element("button", { type: "button", "aria-label": name, title: name }, sign);
      button.addEventListener("click", act);
      bar.append(button);
    }
    region.before(bar);
    region.setAttribute("aria-keyshortcuts", "+ - 0");
    const keys = { "+": acts[0][2], "=": acts[0][2], "-": acts[1][2], "0": whole };
    region.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    region.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12);
    }, { passive: false });
    region.addEventListener("pointerdown", event => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      const from = [event.clientX + region.scrollLeft, event.clientY + region.scrollTop];
      const move = moved => {
        region.scrollLeft = from[0] - moved.clientX;
        region.scrollTop = from[1] - moved.clientY;
      };
      const stop = () => {
        region.classList.remove("dragged");
        document.removeEventListener("pointermove", move);
      };
      region.classList.add("dragged");
      document.addEventListener("pointermove", move);
      document.addEventListener("pointerup", stop, { once: true });
      document.addEventListener("pointercancel", stop, { once: true });
    });
  }

  // Contents: the link of the section that is being read is marked.
  function followReading() {
    const links = new Map([...document.querySelectorAll(".contents a")].map(a => [a.hash.slice(1), a]));
    const watcher = new IntersectionObserver(entries => {
      for (const entry of entries) {
        const link = links.get(entry.target.id);
        if (!link) continue;
        if (entry.isIntersecting) {
          for (const other of links.values()) other.removeAttribute("aria-current");
          link.setAttribute("aria-current", "true");
        }
      }
    }, { rootMargin: "-20% 0px -70% 0px" });
    for (const section of document.querySelectorAll("main section")) watcher.observe(section);
  }

  for (const table of document.querySelectorAll("main table")) sortable(table);
  for (const region of document.querySelectorAll(".wide .scroll")) zoomable(region);
  tellValues();
  for (const svg of document.querySelectorAll("svg.picture")) walkable(svg);
  followReading();
})();
