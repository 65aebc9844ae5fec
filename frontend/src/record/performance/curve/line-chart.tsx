// The curve with its falls under it, drawn by lightweight-charts; loaded only where it is shown.
import {
  AreaSeries,
  BaselineSeries,
  type ChartOptions,
  ColorType,
  CrosshairMode,
  createChart,
  type DeepPartial,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { CurvePoint } from "./curve-points";

const FALLS_HEIGHT = 84;

export interface LineChartProps {
  points: readonly CurvePoint[];
  cursor: number | null;
  moveCursor: (place: number | null) => void;
  format: (value: number) => string;
  hidesAxis: boolean;
  /** Changes where colours do: the chart reads them anew. */
  colours: string;
}

interface Drawn {
  chart: IChartApi;
  curve: ISeriesApi<"Area">;
}

export default function LineChart(props: LineChartProps) {
  const { points, cursor, format, hidesAxis, colours } = props;
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page
  useEffect(() => {
    if (box.current === null) return;
    drawn.current = draw(box.current, points, format, hidesAxis);
    drawn.current.chart.subscribeCrosshairMove(({ time }) => {
      const place = time === undefined ? null : latest.current.points.findIndex(({ day }) => day === time);
      if (place !== null && place >= 0) latest.current.moveCursor(place);
    });
    return () => {
      drawn.current?.chart.remove();
      drawn.current = null;
    };
  }, [points, format, hidesAxis, colours]);

  useEffect(() => {
    const point = cursor === null ? undefined : points[cursor];
    if (drawn.current === null || point === undefined) return;
    drawn.current.chart.setCrosshairPosition(Number(point.value), point.day, drawn.current.curve);
  }, [cursor, points]);

  return <div ref={box} className="h-72 w-full sm:h-80" />;
}

function draw(
  box: HTMLDivElement,
  points: readonly CurvePoint[],
  format: (value: number) => string,
  hidesAxis: boolean,
): Drawn {
  const colour = (name: string) => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
  const chart = createChart(box, optionsOf(colour, format, hidesAxis));
  const plain = { priceLineVisible: false, lastValueVisible: !hidesAxis, lineWidth: 2 as const };
  const curve = chart.addSeries(AreaSeries, {
    ...plain,
    lineColor: colour("primary"),
    topColor: `${colour("primary")}40`,
    bottomColor: `${colour("primary")}05`,
  });
  curve.setData(points.map(({ day, value }) => ({ time: day, value: Number(value) })));
  const falls = chart.addSeries(
    BaselineSeries,
    {
      ...plain,
      lineWidth: 1,
      baseValue: { type: "price", price: 0 },
      topLineColor: colour("loss"),
      topFillColor1: "transparent",
      topFillColor2: "transparent",
      bottomLineColor: colour("loss"),
      bottomFillColor1: `${colour("loss")}10`,
      bottomFillColor2: `${colour("loss")}55`,
    },
    1,
  );
  falls.setData(points.map(({ day, fall }) => ({ time: day, value: Number(fall) })));
  chart.panes()[1]?.setHeight(FALLS_HEIGHT);
  chart.timeScale().fitContent();
  return { chart, curve };
}

function optionsOf(
  colour: (name: string) => string,
  format: (value: number) => string,
  hidesAxis: boolean,
): DeepPartial<ChartOptions> {
  const line = { color: colour("muted"), style: LineStyle.Dotted, labelBackgroundColor: colour("raised") };
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: colour("muted"),
      fontFamily: "Inter Variable, system-ui, sans-serif",
      fontSize: 11,
      attributionLogo: false, // it brings a style element; the link stands under the chart
      panes: { separatorColor: colour("line"), enableResize: false },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: `${colour("line")}55` } },
    rightPriceScale: { visible: !hidesAxis, borderVisible: false },
    timeScale: { borderColor: colour("line"), fixLeftEdge: true, fixRightEdge: true },
    crosshair: {
      mode: CrosshairMode.Magnet,
      vertLine: line,
      horzLine: { ...line, labelVisible: !hidesAxis },
    },
    localization: { priceFormatter: format },
    handleScroll: { vertTouchDrag: false },
  };
}
