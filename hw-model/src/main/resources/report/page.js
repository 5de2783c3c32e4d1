// SPDX-License-Identifier: Apache-2.0
// Draws each chart of the report's data into its place, again when the width or the colours change and for the printer.
// window.ringlaneReport holds the drawn charts by id; each figure says in data-points how many points are in its chart.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const report = {data, charts: {}, problems: []};
  window.ringlaneReport = report;
  window.addEventListener("error", (event) => report.problems.push(event.message));

  /** A chart that ECharts draws: its option is made anew for each width. */
  class Drawing {
    constructor(chart, box, make) {
      this.box = box;
      this.make = () => make(chart, this.plot.clientWidth);
      this.plot = document.createElement("div");
      box.replaceChildren(this.plot);
      this.draw();
    }

    draw() {
      const {height, option} = this.make();
      this.plot.style.height = `${height}px`;
      if (!this.instance) {
        this.instance = echarts.init(this.plot, null, {renderer: "svg", height});
      }
      this.instance.resize({height});
      this.instance.setOption(option, true);
    }

    resize() {
      this.draw();
    }

    /** Points that are in the chart now: those of its series, and links of a flow. */
    points() {
      return this.instance.getOption().series.reduce((sum, s) => sum + (s.links || s.data || []).length, 0);
    }
  }

  /** A waterfall has a button for each level. */
  function waterfall(chart, box) {
    let level = 0;
    const row = document.createElement("div");
    row.className = "choices";
    const inner = document.createElement("div");
    box.replaceChildren(row, inner);
    const drawing = new Drawing(chart, inner, (c, width) => Grids.waterfall(c, width, level));
    chart.levels.forEach((name, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-pressed", String(at === level));
      button.addEventListener("click", () => {
        level = at;
        [...row.children].forEach((other, i) => other.setAttribute("aria-pressed", String(i === level)));
        drawing.draw();
      });
      row.append(button);
    });
    return drawing;
  }

  function flow(chart, box) {
    if (chart.links.length > 0) {
      return new Drawing(chart, box, Grids.flow);
    }
    const words = document.createElement("p");
    words.textContent = chart.nobody;
    box.replaceChildren(words);
    return {draw: () => {}, resize: () => {}, points: () => 0};
  }

  const kinds = {
    curves: (chart, box) => new Drawing(chart, box, Curves.option),
    heat: (chart, box) => new Drawing(chart, box, Grids.heat),
    tornado: (chart, box) => new Drawing(chart, box, Grids.tornado),
    published: (chart, box) => new Drawing(chart, box, Grids.published),
    waterfall,
    flow,
    timeline: Timelines.draw,
  };

  function draw(chart) {
    const figure = document.getElementById(chart.id);
    const box = figure.querySelector(".plot");
    try {
      report.charts[chart.id] = kinds[chart.kind](chart, box);
      figure.dataset.points = report.charts[chart.id].points();
      figure.dataset.shapes = box.querySelectorAll("path, canvas, text").length;
    } catch (problem) {
      report.problems.push(`${chart.id}: ${problem.message}`);
      box.classList.add("failed");
      box.textContent = "This chart could not be drawn; its numbers are in the table below.";
    }
  }

  function again(how) {
    Object.values(report.charts).forEach((chart) => chart[how]());
  }

  data.sections.flatMap((section) => section.charts).forEach(draw);

  let width = document.body.clientWidth;
  window.addEventListener("resize", () => {
    if (document.body.clientWidth !== width) {
      width = document.body.clientWidth;
      again("resize");
    }
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => again("draw"));
  const printing = (now) => {
    Theme.setPrinting(now);
    document.querySelectorAll("footer details").forEach((part) => { part.open = now; });
    again("draw");
  };
  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));

  document.getElementById("save-data").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([document.getElementById("report-data").textContent], {type: "application/json"}));
    link.download = "report.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.documentElement.dataset.problems = report.problems.length;
  document.documentElement.dataset.overflow = Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth);
  document.documentElement.dataset.ready = "true";
})();
