// A board → Grafana's JSON. Pure.
import type { Board, Panel } from "./boards.js";

const WIDTH = 12;
const HEIGHT = 8;
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

export function grafanaBoard({ id, title, panels }: Board): string {
  const board = {
    uid: `tenfold-${id}`,
    title,
    tags: ["tenfold"],
    schemaVersion: 39,
    editable: true,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
    },
    panels: panels.map(grafanaPanel),
  };
  return `${JSON.stringify(board, null, 2)}\n`;
}

function grafanaPanel({ title, description, kind, unit, queries }: Panel, index: number): unknown {
  const place = { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT };
  const targets = Object.entries(queries).map(([expr, legendFormat], at) => ({
    ...{ refId: String.fromCharCode("A".charCodeAt(0) + at), datasource: DATASOURCE, expr, legendFormat },
    ...(kind === "table" ? { format: "table", instant: true } : {}),
  }));
  return {
    ...{ id: index + 1, type: kind, title, description, datasource: DATASOURCE, gridPos: place, targets },
    fieldConfig: { defaults: { unit }, overrides: [] },
  };
}
