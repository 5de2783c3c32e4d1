// SPDX-License-Identifier: Apache-2.0
// Colours, dashes and number texts that all charts share. Colours are told apart by those who see few of them, and
// every series has a dash or a symbol of its own beside its colour.
"use strict";
const Theme = (() => {
  const light = {
    paper: "#ffffff", ink: "#17212b", soft: "#51606d", line: "#d4dbe1", faint: "#edf0f3", panel: "#f5f7f9",
    series: ["#0072b2", "#c44e00", "#007a5a", "#9a4f8c", "#806000", "#3f4b56", "#2f9bd6", "#b0332b"],
    waits: "#e08a3c", works: "#0072b2", good: "#007a5a", bad: "#b23c00", band: 0.18,
  };
  const dark = {
    paper: "#12181e", ink: "#e6ebf0", soft: "#a9b5c0", line: "#36424d", faint: "#222c35", panel: "#1b232b",
    series: ["#56b4e9", "#f79a63", "#4fcca5", "#e3a1cf", "#e6c65a", "#c3ccd4", "#8fa6ff", "#ff8f88"],
    waits: "#f0a45f", works: "#56b4e9", good: "#4fcca5", bad: "#ff9a5c", band: 0.25,
  };
  const dashes = ["solid", [7, 4], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2], [2, 6], [9, 3, 2, 3, 2, 3]];
  const symbols = ["circle", "rect", "triangle", "diamond", "roundRect", "emptyCircle", "emptyRect", "emptyTriangle"];
  // Cividis: even in lightness, and the same to those who see no red or no green.
  const ramp = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];

  let printing = false;
  const isDark = () => !printing && window.matchMedia("(prefers-color-scheme: dark)").matches;

  /** A number for people: four digits that count. */
  function text(value) {
    if (value === 0) {
      return "0";
    }
    const size = Math.abs(value);
    if (size >= 1e15 || size < 1e-6) {
      return value.toExponential(2).replace("e", "×10^").replace("+", "");
    }
    const places = Math.max(0, 3 - Math.floor(Math.log10(size)));
    const fixed = value.toFixed(Math.min(places, 12));
    const short = fixed.includes(".") ? fixed.replace(/0+$/, "").replace(/\.$/, "") : fixed;
    return size >= 10000 ? short.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f") : short;
  }

  const heading = (axis) => (axis.unit ? `${axis.label}, ${axis.unit}` : axis.label);

  /** Text that ECharts takes for HTML in its tooltips. */
  const escaped = (raw) => String(raw).replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c]);

  return {
    colours: () => (isDark() ? dark : light),
    setPrinting: (now) => { printing = now; },
    dash: (index) => dashes[index % dashes.length],
    symbol: (index) => symbols[index % symbols.length],
    colour: (index) => Theme.colours().series[index % light.series.length],
    ramp, text, heading, escaped,
    font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  };
})();
