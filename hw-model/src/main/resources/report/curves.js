// SPDX-License-Identifier: Apache-2.0
// Charts of kind "curves": panels over one x axis.
"use strict";
const Curves = (() => {
  const PANEL = 250;
  const GAP = 46;
  const MANY = 40;

  // On a percentile axis each nine takes the same room: 0, 90, 99, 99.9 % stand at 0, 1, 2, 3.
  const onAxis = (axis, value) => (axis.scale === "PERCENTILE" ? -Math.log10(1 - value / 100) : value);
  const ofNines = (nines) => {
    const left = Math.pow(10, -nines) * 100;
    const whole = Math.max(0, Math.ceil(nines - 2 - 1e-9));
    return `${(100 - left).toFixed(Number.isInteger(nines) ? whole : whole + 1)}%`;
  };

  /** Values of 1, 2 and 5 times a power of ten, from below the least to above the most. */
  function steps(least, most) {
    const found = [];
    for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
      [1, 2, 5].forEach((digit) => found.push(Number(`${digit}e${power}`)));
    }
    const from = found.filter((v) => v <= least).pop();
    const to = found.find((v) => v >= most && v > from);
    return found.filter((v) => v >= from && v <= to);
  }

  function xAxis(axis, index, last, values) {
    const c = Theme.colours();
    const base = {
      gridIndex: index, name: last ? Theme.heading(axis) : "", nameLocation: "middle", nameGap: 30,
      nameTextStyle: {color: c.soft}, axisLine: {lineStyle: {color: c.soft}, onZero: false},
      axisLabel: {color: c.soft, show: last, hideOverlap: true}, axisTick: {show: last},
      splitLine: {show: true, lineStyle: {color: c.faint}}, axisPointer: {show: true},
    };
    if (axis.scale === "PERCENTILE") {
      base.type = "value";
      base.min = 0;
      base.max = Math.max(1, Math.ceil(onAxis(axis, Math.max(...values))));
      base.interval = 1;
      base.axisLabel.formatter = ofNines;
    } else {
      base.type = axis.scale === "LOG" ? "log" : "value";
      base.axisLabel.formatter = Theme.text;
      const shown = [...new Set(values)].sort((a, b) => a - b);
      if (axis.scale === "LINEAR" && shown.length > 1) {
        base.min = shown[0] > 0 && shown[0] < 0.4 * shown[shown.length - 1] ? 0 : shown[0];
        base.max = shown[shown.length - 1];
      }
      if (axis.scale === "LOG") {
        base.min = shown[0];
        base.max = shown[shown.length - 1] > shown[0] ? shown[shown.length - 1] : shown[0] * 10;
        if (shown.length > 1 && shown.length <= 14) {
          base.axisLabel.customValues = shown;
          base.axisTick.customValues = shown;
        }
      }
    }
    base.axisPointer.label = {formatter: (at) => (axis.scale === "PERCENTILE" ? ofNines(at.value) : Theme.text(at.value))};
    return base;
  }

  function yAxis(panel, index) {
    const c = Theme.colours();
    const axis = panel.y;
    const values = panel.series.flatMap((s) => s.points.flatMap((point) => [point.low, point.high]));
    const most = Math.max(...values);
    const base = {
      gridIndex: index, type: axis.scale === "LOG" ? "log" : "value", name: Theme.heading(axis), nameLocation: "end",
      nameTextStyle: {color: c.soft, align: "left", padding: [0, 0, 0, -34]}, axisLine: {show: true, lineStyle: {color: c.soft}},
      axisLabel: {color: c.soft, formatter: Theme.text}, splitLine: {lineStyle: {color: c.line}}, axisPointer: {show: false},
      splitNumber: 4, scale: false,
    };
    if (axis.scale === "LOG") {
      const shown = steps(Math.min(...values), most);
      base.min = shown[0];
      base.max = shown[shown.length - 1];
      base.axisLabel.customValues = shown.length > 10 ? shown.filter((v) => /^1/.test(v.toExponential())) : shown;
      base.axisTick = {customValues: base.axisLabel.customValues};
    } else if (axis.unit === "%" && most <= 100 && most > 60) {
      base.max = 100;
      base.interval = 25;
    }
    return base;
  }

  function line(series, panel, x, colour, dash, symbol) {
    const limit = series.style === "CEILING";
    return {
      name: series.name, type: series.style === "POINTS" ? "scatter" : "line", xAxisIndex: panel, yAxisIndex: panel,
      step: series.style === "STEP" ? "end" : false, color: colour, symbol: limit && series.points.length > 1 ? "none" : symbol, z: limit ? 2 : 3,
      symbolSize: series.style === "POINTS" ? 9 : 6, clip: true,
      showSymbol: series.points.length === 1 || (!limit && series.points.length <= MANY), showAllSymbol: true,
      lineStyle: {width: limit ? 1.6 : 2.4, type: dash, color: colour}, itemStyle: {color: colour},
      data: series.points.map((p) => ({value: [onAxis(x, p.x), p.y], name: p.label})),
      emphasis: {disabled: true},
    };
  }

  /** Intervals of single points, as whiskers. */
  function whiskers(series, panel, x, colour) {
    const rows = series.points.filter((p) => p.high > p.low).map((p) => [onAxis(x, p.x), p.low, p.high]);
    return {
      name: series.name, type: "custom", xAxisIndex: panel, yAxisIndex: panel, color: colour, silent: true, clip: true, z: 2,
      data: rows, encode: {x: 0, y: [1, 2], tooltip: []}, tooltip: {show: false},
      renderItem: (params, api) => {
        const low = api.coord([api.value(0), api.value(1)]);
        const high = api.coord([api.value(0), api.value(2)]);
        const style = {stroke: colour, lineWidth: 1.3, fill: "none"};
        const stroke = (x1, y1, x2, y2) => ({type: "line", shape: {x1, y1, x2, y2}, style});
        return {type: "group", children: [
          stroke(low[0], low[1], high[0], high[1]),
          stroke(low[0] - 4, low[1], low[0] + 4, low[1]), stroke(low[0] - 4, high[1], low[0] + 4, high[1])]};
      },
    };
  }

  /** The area from low to high, one piece between two points. */
  function band(series, panel, x, colour) {
    const rows = series.points.slice(1).map((p, i) => {
      const before = series.points[i];
      return [onAxis(x, before.x), before.low, before.high, onAxis(x, p.x), p.low, p.high];
    });
    return {
      name: series.name, type: "custom", xAxisIndex: panel, yAxisIndex: panel, color: colour, silent: true, clip: true, z: 1,
      data: rows, encode: {x: [0, 3], y: [1, 2, 4, 5], tooltip: []}, tooltip: {show: false},
      renderItem: (params, api) => ({
        type: "polygon",
        shape: {points: [[0, 1], [0, 2], [3, 5], [3, 4]].map(([at, v]) => api.coord([api.value(at), api.value(v)]))},
        style: {fill: colour, opacity: Theme.colours().band, stroke: "none"},
      }),
    };
  }

  function marks(chart) {
    const c = Theme.colours();
    return {
      silent: true, symbol: "none", animation: false, lineStyle: {color: c.ink, type: [3, 3], width: 1.2},
      label: {color: c.ink, formatter: "{b}", position: "insideEndTop", fontSize: 11, rotate: 90, distance: 3},
      data: chart.marks.map((mark) => ({name: mark.label, xAxis: onAxis(chart.x, mark.x)})),
    };
  }

  function tooltip(chart) {
    return (at) => {
      const rows = at.filter((p) => p.seriesType !== "custom");
      if (!rows.length) {
        return "";
      }
      const x = rows[0].value[0];
      const head = `${Theme.escaped(Theme.heading(chart.x))}: ${chart.x.scale === "PERCENTILE" ? ofNines(x) : Theme.text(x)}`;
      return [head, ...rows.map((p) =>
        `${p.marker} ${Theme.escaped(p.seriesName)}: <b>${Theme.text(p.value[1])}</b> ${Theme.escaped(p.name || "")}`)].join("<br>");
    };
  }

  function option(chart, width) {
    const c = Theme.colours();
    const names = [...new Set(chart.panels.flatMap((p) => p.series.map((s) => s.name)))];
    const limits = new Set(chart.panels.flatMap((p) => p.series.filter((s) => s.style === "CEILING").map((s) => s.name)));
    const entries = names.map((name) => (limits.has(name) ? {name, itemStyle: {opacity: 0}} : {name}));
    const legendRows = Math.ceil(names.reduce((sum, n) => sum + n.length * 7 + 52, 0) / width);
    const top = 34 + legendRows * 22;
    const values = chart.panels.flatMap((p) => p.series.flatMap((s) => s.points.map((point) => point.x)));
    const series = [];
    chart.panels.forEach((panel, index) => {
      panel.series.forEach((s, at) => {
        const place = names.indexOf(s.name);
        const dash = s.style === "CEILING" ? Theme.dash(1 + (place % 7)) : Theme.dash(at);
        const main = line(s, index, chart.x, Theme.colour(place), dash, Theme.symbol(place));
        if (at === 0) {
          main.markLine = marks(chart);
        }
        series.push(main);
        series.push((s.style === "BAND" ? band : whiskers)(s, index, chart.x, Theme.colour(place)));
      });
    });
    const count = chart.panels.length;
    return {
      height: top + count * PANEL + (count - 1) * GAP + 56,
      option: {
        animation: false, textStyle: {fontFamily: Theme.font, color: c.ink}, backgroundColor: "transparent",
        legend: {data: entries, top: 0, left: 0, textStyle: {color: c.ink}, itemWidth: 30, itemGap: 14},
        tooltip: {
          trigger: "axis", formatter: tooltip(chart), confine: true, backgroundColor: c.panel, borderColor: c.line,
          textStyle: {color: c.ink, fontSize: 12}, axisPointer: {type: "line", lineStyle: {color: c.soft}},
        },
        axisPointer: {link: [{xAxisIndex: "all"}]},
        grid: chart.panels.map((p, index) => ({
          left: width < 500 ? 48 : 64, right: width < 500 ? 16 : 26, top: top + index * (PANEL + GAP), height: PANEL,
        })),
        xAxis: chart.panels.map((p, index) => xAxis(chart.x, index, index === count - 1, values)),
        yAxis: chart.panels.map((p, index) => yAxis(p, index)),
        series,
      },
    };
  }

  return {option};
})();
