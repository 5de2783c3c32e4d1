// SPDX-License-Identifier: Apache-2.0
// Charts with names on an axis: heat map, waterfall, tornado, published points; and the flow of who waits for whom.
"use strict";
const Grids = (() => {
  const common = () => {
    const c = Theme.colours();
    return {
      animation: false, textStyle: {fontFamily: Theme.font, color: c.ink}, backgroundColor: "transparent",
      tooltip: {confine: true, backgroundColor: c.panel, borderColor: c.line, textStyle: {color: c.ink, fontSize: 12}},
    };
  };

  /** The ends of an axis that were set, not counted, have no label. */
  const noEnds = {showMinLabel: false, showMaxLabel: false};

  function valueAxis(heading, more, label) {
    const c = Theme.colours();
    return {
      type: "value", name: heading, nameLocation: "middle", nameGap: 30, nameTextStyle: {color: c.soft},
      axisLabel: {color: c.soft, formatter: Theme.text, hideOverlap: true, ...label}, splitLine: {lineStyle: {color: c.line}}, ...more,
    };
  }

  function nameAxis(names, width, more) {
    const c = Theme.colours();
    return {
      type: "category", data: names, inverse: true, axisTick: {show: false}, axisLine: {lineStyle: {color: c.soft}},
      axisLabel: {color: c.ink, interval: 0, width: labelRoom(width), overflow: "break", lineHeight: 14, fontSize: 12}, ...more,
    };
  }

  const labelRoom = (width) => (width < 500 ? 104 : 210);

  // ---- heat map

  /** Edges between cells that meet the target and cells that do not, as [column, row, side]. */
  function edges(chart, isGood) {
    const found = [];
    for (let column = 0; column < chart.columns.length; column++) {
      for (let row = 0; row < chart.rows.length; row++) {
        const good = isGood(column, row);
        if (column + 1 < chart.columns.length && good !== isGood(column + 1, row)) {
          found.push([column, row, 0]);
        }
        if (row + 1 < chart.rows.length && good !== isGood(column, row + 1)) {
          found.push([column, row, 1]);
        }
      }
    }
    return found;
  }

  function heat(chart, width) {
    const c = Theme.colours();
    const log = chart.value.scale === "LOG";
    const on = (v) => (log ? Math.log10(v) : v);
    const off = (v) => (log ? Math.pow(10, v) : v);
    const shown = chart.cells.map((cell) => on(cell.value));
    const low = Math.min(...shown);
    const high = Math.max(...shown) > low ? Math.max(...shown) : low + 1;
    const byPlace = new Map(chart.cells.map((cell) => [`${cell.column} ${cell.row}`, cell.value]));
    const isGood = (column, row) => byPlace.has(`${column} ${row}`) && byPlace.get(`${column} ${row}`) <= chart.target;
    const missing = [];
    chart.columns.forEach((x, column) => chart.rows.forEach((y, row) => {
      if (!byPlace.has(`${column} ${row}`)) {
        missing.push([column, row]);
      }
    }));
    const narrow = width / chart.columns.length < 52;
    const axis = (data, heading, gap) => ({
      type: "category", data: data.map(Theme.text), name: heading, nameLocation: "middle", nameGap: gap,
      nameTextStyle: {color: c.soft}, axisLabel: {color: c.soft, hideOverlap: true}, axisTick: {show: false},
      splitArea: {show: false}, axisLine: {lineStyle: {color: c.soft}},
    });
    const box = (api) => {
      const at = api.coord([api.value(0), api.value(1)]);
      const size = api.size([1, 1]);
      return {left: at[0] - size[0] / 2, top: at[1] - size[1] / 2, width: size[0], height: size[1]};
    };
    return {
      height: 130 + Math.max(180, chart.rows.length * 40),
      option: {
        ...common(),
        tooltip: {
          ...common().tooltip,
          formatter: (p) => {
            const [column, row] = p.value;
            const value = byPlace.get(`${column} ${row}`);
            return [`${Theme.heading(chart.x)}: ${Theme.text(chart.columns[column])}`,
              `${Theme.heading(chart.y)}: ${Theme.text(chart.rows[row])}`,
              value === undefined ? chart.absent : `${Theme.heading(chart.value)}: ${Theme.text(value)}`,
              isGood(column, row) ? "meets the target" : "misses the target"].map(Theme.escaped).join("<br>");
          },
        },
        grid: {left: 62, right: 16, top: 62, bottom: 56},
        xAxis: axis(chart.columns, Theme.heading(chart.x), 30),
        yAxis: axis(chart.rows, Theme.heading(chart.y), 42),
        visualMap: {
          type: "continuous", min: low, max: high, dimension: 2, seriesIndex: 0, orient: "horizontal", left: "center", top: 0,
          calculable: false, itemHeight: Math.min(260, width * 0.5), itemWidth: 14, inRange: {color: Theme.ramp},
          text: [`${Theme.text(off(high))} ${chart.value.unit}`, `${chart.value.label} ${Theme.text(off(low))}`],
          textStyle: {color: c.ink}, formatter: (v) => Theme.text(off(v)),
        },
        series: [
          {
            name: "cells", type: "heatmap", emphasis: {disabled: true}, itemStyle: {borderWidth: 1, borderColor: c.paper},
            data: chart.cells.map((cell) => ({
              value: [cell.column, cell.row, on(cell.value)],
              label: {
                show: !narrow, formatter: Theme.text(cell.value), fontSize: 11,
                color: (on(cell.value) - low) / (high - low) > 0.55 ? "#000000" : "#ffffff",
              },
            })),
          },
          {
            name: "no value", type: "custom", data: missing, encode: {x: 0, y: 1},
            renderItem: (params, api) => {
              const b = box(api);
              return {type: "group", children: [
                {type: "rect", shape: {x: b.left, y: b.top, width: b.width, height: b.height}, style: {fill: c.faint, stroke: c.paper}},
                {type: "line", shape: {x1: b.left + 5, y1: b.top + b.height - 5, x2: b.left + b.width - 5, y2: b.top + 5}, style: {stroke: c.soft}}]};
            },
          },
          {
            name: "target", type: "custom", silent: true, z: 10, data: edges(chart, isGood), encode: {x: 0, y: 1},
            renderItem: (params, api) => {
              const b = box(api);
              const shape = api.value(2) === 0
                ? {x1: b.left + b.width, y1: b.top, x2: b.left + b.width, y2: b.top + b.height}
                : {x1: b.left, y1: b.top, x2: b.left + b.width, y2: b.top};
              return {type: "group", children: [
                {type: "line", shape, style: {stroke: "#ffffff", lineWidth: 7, lineCap: "square"}},
                {type: "line", shape, style: {stroke: "#d01c1c", lineWidth: 3.5, lineCap: "square"}}]};
            },
          },
        ],
      },
    };
  }

  // ---- waterfall

  function waterfall(chart, width, level) {
    const c = Theme.colours();
    let passed = 0;
    const starts = chart.steps.map((step) => {
      const before = passed;
      passed += step.waits[level] + step.works[level];
      return before;
    });
    const names = [...chart.steps.map((step) => step.stage), "all stages"];
    const bar = (name, data, colour, more) => ({
      name, type: "bar", stack: "time", data, itemStyle: {color: colour}, barCategoryGap: "35%", emphasis: {disabled: true}, ...more,
    });
    const share = (at) => {
      const time = at < chart.steps.length ? chart.steps[at].waits[level] + chart.steps[at].works[level] : passed;
      return `${Theme.text(time)} ${chart.unit} (${passed ? Theme.text(Math.round(1000 * time / passed) / 10) : 0} %)`;
    };
    return {
      height: 96 + names.length * 34,
      option: {
        ...common(),
        legend: {data: ["waits", "works"], top: 0, left: 0, textStyle: {color: c.ink}},
        tooltip: {
          ...common().tooltip, trigger: "axis", axisPointer: {type: "shadow"},
          formatter: (at) => [names[at[0].dataIndex], ...at.filter((p) => p.seriesName !== "before")
            .map((p) => `${p.marker} ${p.seriesName}: <b>${Theme.text(p.value)}</b> ${chart.unit}`), share(at[0].dataIndex)].join("<br>"),
        },
        grid: {left: labelRoom(width) + 16, right: width < 500 ? 20 : 130, top: 34, bottom: 50},
        xAxis: valueAxis(`${chart.levels[level]} latency, ${chart.unit}`),
        yAxis: nameAxis(names, width),
        series: [
          bar("before", [...starts, 0], "transparent", {silent: true}),
          bar("waits", [...chart.steps.map((step) => step.waits[level]), chart.steps.reduce((s, step) => s + step.waits[level], 0)], c.waits,
            {itemStyle: {color: c.waits, decal: {symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.78, color: "rgba(0,0,0,0.25)"}}}),
          bar("works", [...chart.steps.map((step) => step.works[level]), chart.steps.reduce((s, step) => s + step.works[level], 0)], c.works,
            {label: {show: width >= 500, position: "right", color: c.ink, formatter: (p) => share(p.dataIndex)}}),
        ],
      },
    };
  }

  // ---- tornado

  /** The widest; the table has all. */
  const MOST_BARS = 16;

  function tornado(all, width) {
    const chart = {...all, bars: all.bars.slice(0, MOST_BARS)};
    const c = Theme.colours();
    const names = chart.bars.map((bar) => `${bar.input} [${bar.tag}]`);
    // bars that all begin at the base are differences of two things: there is one side only
    const differs = chart.bars.every((bar) => bar.atLower === chart.base);
    const ends = chart.bars.flatMap((bar) => differs ? [bar.atHigher - bar.halfWidth, bar.atHigher + bar.halfWidth, chart.base] : [bar.atLower - bar.halfWidth, bar.atHigher + bar.halfWidth, bar.atHigher - bar.halfWidth, bar.atLower + bar.halfWidth, chart.base]);
    const room = (Math.max(...ends) - Math.min(...ends) || Math.abs(chart.base) || 1) * (width < 500 ? 0.28 : differs ? 0.24 : 0.16);
    const side = (name, key, text, colour, hatch) => ({
      name, type: "custom", color: colour, encode: {x: [1, 2], y: 0},
      data: chart.bars.map((bar, at) => [at, chart.base, bar[key], bar.halfWidth]),
      renderItem: (params, api) => {
        const from = api.coord([api.value(1), api.value(0)]);
        const to = api.coord([api.value(2), api.value(0)]);
        const half = Math.abs(api.coord([api.value(2) + api.value(3), api.value(0)])[0] - to[0]);
        const other = chart.bars[params.dataIndex][key === "atLower" ? "atHigher" : "atLower"];
        const same = (api.value(2) - chart.base) * (other - chart.base) > 0 || api.value(2) === other;
        const height = Math.min(20, api.size([0, 1])[1] * 0.6) / (same ? 2 : 1);
        const top = same ? (key === "atLower" ? from[1] - height : from[1]) : from[1] - height / 2;
        const middle = top + height / 2;
        const right = to[0] >= from[0];
        const line = (x1, x2) => ({type: "line", shape: {x1, y1: middle, x2, y2: middle}, style: {stroke: c.ink, lineWidth: 1.2}});
        const children = [{
          type: "rect", shape: {x: Math.min(from[0], to[0]), y: top, width: Math.max(1, Math.abs(to[0] - from[0])), height},
          style: {fill: colour, stroke: colour, opacity: hatch ? 0.65 : 1, lineDash: hatch ? [3, 2] : null},
        }, {
          type: "text", x: to[0] + (right ? 1 : -1) * (half + 5), y: middle,
          style: {text: chart.bars[params.dataIndex][text], fill: c.ink, fontSize: 11, align: right ? "left" : "right", verticalAlign: "middle"},
        }];
        return {type: "group", children: half > 1 ? [...children, line(to[0] - half, to[0] + half)] : children};
      },
    });
    const lines = {silent: true, symbol: "none", lineStyle: {color: c.ink, type: "solid", width: 1.4}, data: [{xAxis: chart.base}],
      label: {color: c.ink, position: "start", formatter: ""}};
    return {
      height: 96 + names.length * 36,
      option: {
        ...common(),
        legend: {data: differs ? [] : ["smaller", "larger"], top: 0, left: 0, textStyle: {color: c.ink}},
        tooltip: {
          ...common().tooltip,
          formatter: (p) => {
            const bar = chart.bars[p.dataIndex];
            return [names[p.dataIndex], `${bar.lower}: ${Theme.text(bar.atLower)} ${chart.answer.unit}`,
              `${bar.higher}: ${Theme.text(bar.atHigher)} ${chart.answer.unit}`,
              `± ${Theme.text(bar.halfWidth)}`].map(Theme.escaped).join("<br>");
          },
        },
        grid: {left: labelRoom(width) + 16, right: 24, top: 34, bottom: 50},
        xAxis: valueAxis(Theme.heading(chart.answer), {scale: true, min: Math.min(...ends) - room, max: Math.max(...ends) + room}, noEnds),
        yAxis: nameAxis(names, width),
        series: [
          ...(differs ? [] : [side("smaller", "atLower", "lower", c.series[1], true)]),
          {...side("larger", "atHigher", "higher", c.series[0], false), markLine: lines},
        ],
      },
    };
  }

  // ---- published points

  const standings = ["PREDICTED", "FITTED", "SHAPE_ONLY"];

  function published(chart, width) {
    const c = Theme.colours();
    const rows = chart.rows.filter((row) => row.standing !== "NOT_MODELLED");
    const error = (row) => 100 * (row.model - row.measured) / row.measured;
    // a shape only may be far off: it stands at the edge then, its tooltip has the figure
    const held = rows.filter((row) => row.standing !== "SHAPE_ONLY");
    const reach = Math.max(2 * chart.bandPercent, ...held.map((row) => Math.max(Math.abs(error(row)), row.boundPercent))) * 1.08;
    const shown = (row) => Math.max(-reach, Math.min(reach, error(row)));
    const names = rows.map((row) => (width < 500 ? row.point : `${row.point}  ${row.what}`));
    const place = new Map(rows.map((row, at) => [row.point, at]));
    return {
      height: 100 + Math.max(4, names.length) * (width < 500 ? 26 : 34),
      option: {
        ...common(),
        legend: {data: standings.map((s) => s.toLowerCase().replace("_", " ")), top: 0, left: 0, textStyle: {color: c.ink}},
        tooltip: {
          ...common().tooltip,
          formatter: (p) => {
            const row = rows[p.value[1]];
            return [`${row.point}: ${row.what}`, `measured ${Theme.text(row.measured)} ${row.unit} [${row.source}]`,
              `model ${Theme.text(row.model)} ${row.unit}`, `error ${error(row).toFixed(2)} %` + (row.boundPercent > 0 ? `, allowed ± ${Theme.text(row.boundPercent)} %` : ""),
              row.note].filter(Boolean).map(Theme.escaped).join("<br>");
          },
        },
        grid: {left: (width < 500 ? 50 : labelRoom(width)) + 16, right: 24, top: 34, bottom: 50},
        xAxis: valueAxis("error of the model, %", {min: -reach, max: reach}, noEnds),
        yAxis: nameAxis(names, width),
        series: [
          {
            name: "allowed", type: "custom", silent: true, z: 1, data: rows.map((row, at) => [row.boundPercent, at]), encode: {x: 0, y: 1}, tooltip: {show: false},
            renderItem: (params, api) => {
              const low = api.coord([-api.value(0), api.value(1)]);
              const high = api.coord([api.value(0), api.value(1)]);
              return {type: "line", shape: {x1: low[0], y1: low[1], x2: high[0], y2: high[1]}, style: {stroke: c.soft, lineWidth: 1}};
            },
          },
          ...standings.map((standing, at) => ({
            name: standing.toLowerCase().replace("_", " "), type: "scatter", symbol: Theme.symbol(at), symbolSize: 12, z: 3,
            itemStyle: {color: Theme.colour(at), borderColor: c.paper, borderWidth: 1}, emphasis: {disabled: true},
            data: rows.filter((row) => row.standing === standing).map((row) => [shown(row), place.get(row.point)]),
            ...(at === 0 ? {
              markArea: {silent: true, itemStyle: {color: c.good, opacity: c.band}, data: [[{xAxis: -chart.bandPercent}, {xAxis: chart.bandPercent}]]},
              markLine: {silent: true, symbol: "none", lineStyle: {color: c.ink, type: "solid"}, label: {show: false}, data: [{xAxis: 0}]},
            } : {}),
          })),
        ],
      },
    };
  }

  // ---- flow

  /** A flow has no circle: what would close one goes to a second node of the same name. */
  function acyclic(links) {
    const next = new Map();
    const reaches = (from, to) => from === to || (next.get(from) || []).some((node) => reaches(node, to));
    return links.map((link) => {
      if (reaches(link.blockedBy, link.waits)) {
        return {...link, blockedBy: `${link.blockedBy} (again)`};
      }
      next.set(link.waits, [...(next.get(link.waits) || []), link.blockedBy]);
      return link;
    });
  }

  function flow(chart, width) {
    const c = Theme.colours();
    const links = acyclic(chart.links);
    const names = [...new Set(links.flatMap((link) => [link.waits, link.blockedBy]))];
    const isNarrow = width < 640;
    const waits = (name) => {
      const share = links.filter((link) => link.waits === name).reduce((sum, link) => sum + link.share, 0);
      return share > 0 ? `${name}\nwaits ${Theme.text(share)} %` : name;
    };
    return {
      height: isNarrow ? 60 + names.length * 64 : Math.max(220, 60 + names.length * 34),
      option: {
        ...common(),
        tooltip: {
          ...common().tooltip,
          formatter: (p) => (p.dataType === "edge"
            ? Theme.escaped(`${p.data.source} waits for ${p.data.target}: ${Theme.text(p.data.value)} % of the run`) : Theme.escaped(p.name)),
        },
        series: [{
          type: "sankey", orient: isNarrow ? "vertical" : "horizontal", left: 8, right: isNarrow ? 120 : 170, top: 18, bottom: isNarrow ? 40 : 8, nodeWidth: 14, nodeGap: 18, draggable: false,
          emphasis: {disabled: true}, layoutIterations: 32,
          lineStyle: {color: "source", opacity: 0.35}, label: {color: c.ink, fontSize: 12, lineHeight: 15, position: "right", formatter: (p) => waits(p.name)},
          data: names.map((name, at) => ({name, itemStyle: {color: Theme.colour(at), borderWidth: 0}})),
          links: links.map((link) => ({source: link.waits, target: link.blockedBy, value: link.share})),
        }],
      },
    };
  }

  return {heat, waterfall, tornado, published, flow};
})();
