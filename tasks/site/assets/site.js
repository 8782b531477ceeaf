// What every page does besides being read: sorting and filtering tables, drawing charts.
"use strict";
(() => {
  const make = (name, attributes = {}, ...inner) => {
    const space = ["svg", "g", "rect", "text", "line", "title"].includes(name)
      || attributes.svg ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key !== "svg") made.setAttribute(key, value);
    }
    made.append(...inner);
    return made;
  };
  const root = document.querySelector(".brand").getAttribute("href").replace("index.html", "");

  // Tables -----------------------------------------------------------------------------------
  const orders = new Intl.Collator(undefined, { numeric: true });
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.order ?? cell.textContent.trim();
  };
  const sortTable = (table, column, header) => {
    const down = header.getAttribute("aria-sort") === "ascending"
      || (header.classList.contains("number") && !header.hasAttribute("aria-sort"));
    for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
    // Empty cells stay last, whichever way.
    rows.sort(([one], [other]) => (one === "") - (other === "")
      || (down ? -1 : 1) * orders.compare(one, other));
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = make("button", { type: "button" }, ...header.childNodes);
      button.addEventListener("click", () => sortTable(table, column, header));
      header.append(button);
    });
    if (table.tBodies[0].rows.length > 12) {
      const input = make("input", { type: "search" });
      const label = make("label", { class: "filter" }, "Only rows with ", input);
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/u).filter(Boolean);
        for (const row of table.tBodies[0].rows) {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
        }
      });
      table.closest(".wide").before(label);
    }
  }

  // Charts -----------------------------------------------------------------------------------
  const say = (value) => value.toLocaleString("en");
  const findStep = (most) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(most / 4, 1)));
    return [1, 2, 5, 10].map((step) => step * power).find((step) => most / step <= 4) ?? power * 10;
  };
  const drawPart = (data, series, at, box, tell) => {
    const told = `${[data.labels[at], series.name].filter(Boolean).join(" · ")}: ${say(series.values[at])}`;
    const rect = make("rect", { ...box, class: `part s${series.color}` }, make("title", {}, told));
    rect.addEventListener("pointerenter", () => tell(told));
    const page = series.pages[at];
    if (!page) return rect;
    const link = make("a", { svg: true, href: root + page, "aria-label": told }, rect);
    link.addEventListener("focus", () => tell(told));
    return link;
  };
  const drawColumns = (data, shown, tell, full) => {
    const [height, left, bottom] = [260, 44, 24];
    const totals = data.labels.map((_, at) => shown.reduce((sum, one) => sum + one.values[at], 0));
    const step = findStep(Math.max(...totals, 1));
    const top = Math.ceil(Math.max(...totals, 1) / step) * step;
    const scale = (height - bottom - 8) / top;
    const width = (full - left) / data.labels.length;
    const base = height - bottom;
    const svg = make("svg", { viewBox: `0 0 ${full} ${height}`, role: "group" });
    for (let value = 0; value <= top; value += step) {
      const y = base - value * scale;
      svg.append(make("line", { class: "axis", x1: left, x2: full, y1: y, y2: y }),
        make("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, say(value)));
    }
    const every = Math.ceil(data.labels.length / Math.max(3, Math.floor(full / 85)));
    const gap = width > 4 ? Math.min(width * 0.2, 6) : 0;
    data.labels.forEach((label, at) => {
      let y = base;
      for (const series of shown) {
        const size = series.values[at] * scale;
        if (!size) continue;
        y -= size;
        const wide = Math.min(width - gap, 60);
        const box = { x: left + at * width + (width - wide) / 2, y, width: wide, height: size };
        svg.append(drawPart(data, series, at, box, tell));
      }
      if (at % every === 0) {
        svg.append(make("text", { x: left + (at + 0.5) * width, y: height - 6,
          "text-anchor": "middle" }, label));
      }
    });
    return svg;
  };
  const drawBars = (data, shown, tell, full) => {
    const [line, left, right] = [26, Math.min(250, full * 0.4), 60];
    const letters = Math.floor(left / 7);
    const totals = data.labels.map((_, at) => shown.reduce((sum, one) => sum + one.values[at], 0));
    const scale = (full - left - right) / Math.max(...totals, 1);
    const svg = make("svg", { viewBox: `0 0 ${full} ${data.labels.length * line}`, role: "group" });
    data.labels.forEach((label, at) => {
      const y = at * line;
      const name = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
      svg.append(make("text", { class: "name", x: left - 10, y: y + 17, "text-anchor": "end" }, name));
      let x = left;
      for (const series of shown) {
        const size = series.values[at] * scale;
        if (!size) continue;
        const box = { x, y: y + 4, width: size, height: line - 8 };
        svg.append(drawPart(data, series, at, box, tell));
        x += size;
      }
      svg.append(make("text", { x: x + 8, y: y + 17 }, say(totals[at])));
    });
    return svg;
  };
  for (const figure of document.querySelectorAll(".chart")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    data.series.forEach((series, number) => { series.color = number % 7; });
    const hidden = new Set();
    const told = make("p", { class: "told faint", "aria-hidden": "true" });
    const place = make("div");
    const draw = () => {
      const shown = data.series.filter((series) => !hidden.has(series.name));
      const drawn = (data.kind === "columns" ? drawColumns : drawBars)(
        data, shown, (text) => { told.textContent = text; }, Math.max(place.clientWidth, 300));
      drawn.setAttribute("aria-label", `${figure.dataset.title}; the table has the numbers`);
      place.replaceChildren(drawn);
    };
    figure.append(place, told);
    if (data.series.length > 1) {
      const keys = make("div", { class: "keys", role: "group", "aria-label": "Series shown" });
      for (const series of data.series) {
        const key = make("svg", { viewBox: "0 0 8 8", "aria-hidden": "true" },
          make("rect", { class: `s${series.color}`, width: 8, height: 8 }));
        const button = make("button", { type: "button", "aria-pressed": "true" }, key, series.name);
        button.addEventListener("click", () => {
          if (!hidden.delete(series.name)) hidden.add(series.name);
          button.setAttribute("aria-pressed", String(!hidden.has(series.name)));
          draw();
        });
        keys.append(button);
      }
      figure.insertBefore(keys, place);
    }
    draw();
    let width = place.clientWidth;
    addEventListener("resize", () => {
      if (place.clientWidth !== width && !matchMedia("print").matches) draw();
      width = place.clientWidth;
    });
  }

  // What a coloured piece of a text means is told by the rows of its facts ---------------------
  document.querySelector(".text")?.closest("main").addEventListener("pointerover", (event) => {
    const mark = event.target.closest("mark[data-f]");
    if (!mark || mark.title) return;
    mark.title = mark.dataset.f.split(" ").map((number) => {
      const cells = document.getElementById(`f${number}`).cells;
      return `${cells[1].textContent}: ${cells[2].textContent} [${cells[4].textContent}]`;
    }).join("\n");
  });

  // As of when, and the search of the front page ----------------------------------------------
  for (const place of document.querySelectorAll("[data-as-of]")) {
    if (globalThis.communiqueState) place.textContent = globalThis.communiqueState.asOf;
  }
  for (const form of document.querySelectorAll("[data-search]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = form.querySelector("input").value.trim();
      location.href = `${root}search.html#${encodeURIComponent(words)}`;
    });
  }
})();
