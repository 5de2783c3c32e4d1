// SPDX-License-Identifier: Apache-2.0
// Charts of kind "timeline": one small plot a place, zoomed together. Far out it shows least, mean and most of bins;
// inside the exact window every single change.
"use strict";
const Timelines = (() => {
  const PS_PER_US = 1e6;
  const HEIGHT = 84;
  const MOST_BINS = 900;

  /** The finest level that does not have too many bins in the range. */
  function levelFor(track, fromUs, toUs) {
    return track.levels.find((level) => (toUs - fromUs) * PS_PER_US / level.binPs <= MOST_BINS) || track.levels[track.levels.length - 1];
  }

  /** Columns of uPlot: time, least, most, mean; and the share held back. The last point closes the last bin. */
  function binned(track, level, endPs) {
    const at = level.least.map((v, bin) => bin * level.binPs / PS_PER_US);
    at.push(endPs / PS_PER_US);
    const closed = (list) => [...list, list[list.length - 1]];
    return {columns: [at, closed(level.least), closed(level.most), closed(level.mean)], blocked: level.blocked, binUs: level.binPs / PS_PER_US};
  }

  /** Every change of a track in the window; least, most and mean are the same. */
  function exactly(exact, track) {
    const at = [exact.startPs / PS_PER_US];
    const held = [exact.initial[track]];
    exact.track.forEach((number, i) => {
      if (number === track) {
        const time = (exact.startPs + exact.atPs[i]) / PS_PER_US;
        if (time === at[at.length - 1]) {
          held[held.length - 1] = exact.value[i];
        } else {
          at.push(time);
          held.push(exact.value[i]);
        }
      }
    });
    at.push(exact.endPs / PS_PER_US);
    held.push(held[held.length - 1]);
    return {columns: [at, held, held, held], blocked: null, binUs: 0};
  }

  function ticks(plot, splits, axis, space, increment) {
    const places = Math.min(6, Math.max(0, -Math.floor(Math.log10(increment))));
    return splits.map((v) => v.toFixed(places));
  }

  class Timeline {
    constructor(chart, box) {
      this.chart = chart;
      this.box = box;
      this.endUs = chart.endPs / PS_PER_US;
      this.range = [0, this.endUs];
      this.plots = [];
      this.views = [];
      this.draw();
    }

    isExact() {
      const exact = this.chart.exact;
      return exact !== null && this.range[0] >= exact.startPs / PS_PER_US - 1e-9 && this.range[1] <= exact.endPs / PS_PER_US + 1e-9;
    }

    view(track, index) {
      return this.isExact() ? exactly(this.chart.exact, index) : binned(track, levelFor(track, ...this.range), this.chart.endPs);
    }

    draw() {
      this.box.replaceChildren();
      this.plots = [];
      this.key();
      this.buttons();
      this.chart.tracks.forEach((track, index) => this.track(track, index));
      this.note = document.createElement("p");
      this.note.className = "key";
      this.box.append(this.note);
      this.say();
    }

    key() {
      const c = Theme.colours();
      const key = document.createElement("div");
      key.className = "key";
      [["least to most of a bin", `background:${c.series[0]};opacity:${c.band * 2}`], ["mean", `background:${c.series[0]};height:3px;margin-bottom:3px`],
        ["held back by the next place", `background:${c.series[1]};opacity:0.45`], ["all it holds", `border-top:2px dashed ${c.soft};height:0;margin-bottom:4px`]]
        .forEach(([words, style]) => {
          const entry = document.createElement("span");
          const swatch = document.createElement("i");
          swatch.style.cssText = style;
          entry.append(swatch, words);
          key.append(entry);
        });
      this.box.append(key);
    }

    buttons() {
      const row = document.createElement("div");
      row.className = "choices";
      const add = (words, range) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words;
        button.addEventListener("click", () => this.zoom(...range()));
        row.append(button);
      };
      add("Whole run", () => [0, this.endUs]);
      const exact = this.chart.exact;
      if (exact) {
        const loss = this.chart.events[0] ? this.chart.events[0].atPs : exact.endPs;
        const near = Math.min(loss - exact.startPs, exact.endPs - loss) / 8 || (exact.endPs - exact.startPs) / 2;
        add("Each change around the first loss", () => [exact.startPs / PS_PER_US, exact.endPs / PS_PER_US]);
        add("Closer", () => [Math.max(exact.startPs, loss - near) / PS_PER_US, Math.min(exact.endPs, loss + near) / PS_PER_US]);
      }
      const hint = document.createElement("span");
      hint.className = "soft";
      hint.textContent = "Drag over a plot to zoom in.";
      row.append(hint);
      this.box.append(row);
    }

    track(track, index) {
      const block = document.createElement("div");
      block.className = "track";
      const head = document.createElement("div");
      head.className = "head";
      const name = document.createElement("b");
      name.textContent = track.capacity ? `${track.name}, ${track.unit} of ${track.capacity}` : `${track.name}, ${track.unit}`;
      const now = document.createElement("span");
      now.className = "now";
      head.append(name, now);
      block.append(head);
      this.box.append(block);
      this.views[index] = this.view(track, index);
      this.plots.push(new uPlot(this.options(track, index, now), this.views[index].columns, block));
    }

    options(track, index, now) {
      const c = Theme.colours();
      const colour = c.series[0];
      const last = index === this.chart.tracks.length - 1;
      const step = uPlot.paths.stepped({align: 1});
      const most = Math.max(1, ...track.levels[0].most);
      const axis = {stroke: c.soft, grid: {stroke: c.faint, width: 1}, ticks: {stroke: c.line}, font: `11px ${Theme.font}`};
      return {
        width: this.box.clientWidth, height: last ? HEIGHT + 40 : HEIGHT, legend: {show: false}, pxAlign: 0,
        cursor: {sync: {key: this.chart.id}, drag: {x: true, y: false, setScale: false}, points: {show: false}},
        scales: {x: {time: false, range: () => this.range}, y: {range: [0, track.capacity && track.capacity <= 3 * most ? track.capacity * 1.05 : most * 1.1]}},
        axes: [
          {...axis, show: last, size: 40, label: "time since the start, µs", labelSize: 16, labelFont: `12px ${Theme.font}`, values: ticks, space: 80},
          {...axis, size: 52, space: 26, values: (plot, splits) => splits.map(Theme.text)},
        ],
        series: [
          {},
          {stroke: "transparent", paths: step, points: {show: false}},
          {stroke: "transparent", paths: step, points: {show: false}},
          {stroke: colour, width: 1.4, paths: step, points: {show: false}},
        ],
        bands: [{series: [2, 1], fill: Timelines.faded(colour, c.band * 1.7)}],
        hooks: {
          drawClear: [(plot) => this.back(plot, index)],
          draw: [(plot) => this.front(plot, track)],
          setSelect: [(plot) => this.select(plot)],
          setCursor: [(plot) => this.tell(plot, index, now)],
        },
        padding: [4, 26, last ? 0 : 7, 0],
      };
    }

    /** Where the place was held back: the more of a bin, the darker. */
    back(plot, index) {
      const {blocked, binUs} = this.views[index];
      if (!blocked) {
        return;
      }
      const ctx = plot.ctx;
      ctx.save();
      ctx.fillStyle = Theme.colours().series[1];
      blocked.forEach((share, bin) => {
        if (share > 0 && (bin + 1) * binUs >= this.range[0] && bin * binUs <= this.range[1]) {
          const from = Math.max(plot.bbox.left, plot.valToPos(bin * binUs, "x", true));
          const to = Math.min(plot.bbox.left + plot.bbox.width, plot.valToPos((bin + 1) * binUs, "x", true));
          ctx.globalAlpha = 0.1 + 0.35 * share;
          ctx.fillRect(from, plot.bbox.top, Math.max(1, to - from), plot.bbox.height);
        }
      });
      ctx.restore();
    }

    /** The bound of the place, and the moments that have a name. */
    front(plot, track) {
      const c = Theme.colours();
      const ctx = plot.ctx;
      const {left, top, width, height} = plot.bbox;
      const stroke = (x1, y1, x2, y2) => {
        ctx.beginPath();
        ctx.moveTo(x1, y1);
        ctx.lineTo(x2, y2);
        ctx.stroke();
      };
      ctx.save();
      ctx.lineWidth = 1.5 * devicePixelRatio;
      if (track.capacity && track.capacity <= plot.scales.y.max) {
        ctx.strokeStyle = c.soft;
        ctx.setLineDash([6, 4]);
        const y = plot.valToPos(track.capacity, "y", true);
        stroke(left, y, left + width, y);
      }
      ctx.setLineDash([]);
      ctx.strokeStyle = c.bad;
      this.chart.events.forEach((event) => {
        const at = event.atPs / PS_PER_US;
        if (at >= this.range[0] && at <= this.range[1]) {
          const x = plot.valToPos(at, "x", true);
          stroke(x, top, x, top + height);
        }
      });
      ctx.restore();
    }

    select(plot) {
      if (plot.select.width > 4) {
        const from = plot.posToVal(plot.select.left, "x");
        const to = plot.posToVal(plot.select.left + plot.select.width, "x");
        plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
        this.zoom(from, to);
      }
    }

    tell(plot, index, now) {
      const at = plot.cursor.idx;
      const [time, least, most, mean] = plot.data;
      now.textContent = at === null || at === undefined ? ""
        : `${Theme.text(time[at])} µs: ${least[at] === most[at] ? Theme.text(mean[at]) : `${least[at]} to ${most[at]}, mean ${Theme.text(mean[at])}`}`;
    }

    zoom(fromUs, toUs) {
      this.range = [Math.max(0, fromUs), Math.min(this.endUs, toUs)];
      this.plots.forEach((plot, index) => {
        this.views[index] = this.view(this.chart.tracks[index], index);
        plot.setData(this.views[index].columns, true);
      });
      this.say();
    }

    say() {
      const events = this.chart.events.map((event) => `${event.label}: ${Theme.text(event.atPs / PS_PER_US)} µs`).join("; ");
      const bins = this.views[0].binUs;
      this.note.textContent = [events, this.isExact() ? "Every single change is shown." : `Bins of ${Theme.text(bins)} µs.`].filter(Boolean).join(". ");
    }

    resize() {
      this.plots.forEach((plot) => plot.setSize({width: this.box.clientWidth, height: plot.height}));
    }

    /** Points that are in the plots now. */
    points() {
      return this.plots.reduce((sum, plot) => sum + plot.data[0].length, 0);
    }
  }

  return {
    draw: (chart, box) => new Timeline(chart, box),
    faded: (colour, opacity) => colour + Math.round(opacity * 255).toString(16).padStart(2, "0"),
  };
})();
