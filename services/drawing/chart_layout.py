"""Works out where every stroke and word of a chart stands, once for paper and screen. Points, y upwards, no ink yet."""

from __future__ import annotations

import math

from services.drawing import style
from services.drawing.chart_data import BarChart, Chart, LineChart, RankChart, Series
from services.drawing.chart_shapes import (
    DASHES,
    TEXT,
    Layout,
    Point,
    Shape,
    Spot,
    Stroke,
    Words,
    bar_shapes,
    colour,
    marker,
    plain,
    shorten,
    text_width,
    ticks,
)


def lay_out(chart: Chart, width: float, height: float) -> Layout:
    """The chart at this size. An empty chart, or one of gaps only, gives its axis and nothing else."""
    if isinstance(chart, RankChart):
        return _Ranks(chart, width, height).layout()
    if isinstance(chart, LineChart):
        return _Lines(chart, width, height).layout()
    if isinstance(chart, BarChart):
        return _Bars(chart, width, height).layout()
    raise TypeError(f"no drawing for {type(chart).__name__}")


class _Frame:
    """Scale, grid lines and labels that upright charts share."""

    def __init__(self, chart: Chart, width: float, height: float) -> None:
        self.chart, self.width, self.height = chart, width, height
        values = [float(v) for series in chart.series for v in series.values if v is not None]
        self.marks = ticks(min([0.0, *values]), max([0.0, *values]) or 1.0)
        self.left = max(text_width(plain(mark)) for mark in self.marks) + 8
        self.right = width - 6
        self.bottom, self.top = 22.0, height - 16
        self.legend = 0.0

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(len(self.chart.labels), 1)

    def x(self, place: int) -> float:
        """Middle of the place's share of the axis."""
        return self.left + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return self.bottom + (value - low) / (high - low) * (self.top - self.legend - self.bottom)

    def behind(self) -> list[Shape]:
        shapes: list[Shape] = []
        for mark in self.marks:
            y = self.y(mark)
            strong = mark == 0
            line = ((self.left, y), (self.right, y))
            shapes.append(Stroke(line, style.QUIET if strong else style.RULE, 0.8 if strong else 0.5))
            shapes.append(Words(self.left - 5, y - 3, plain(mark), "end", style.QUIET))
        widest = max((text_width(label) for label in self.chart.labels), default=0)
        every = max(1, math.ceil((widest + 3) / self.step))
        last = len(self.chart.labels) - 1
        for place, label in enumerate(self.chart.labels):
            if (last - place) % every == 0:  # counted from the newest, which is always named
                shapes.append(Words(self.x(place), 7, label, "middle", style.QUIET))
        return shapes

    def says(self, series: Series, place: int) -> str:
        name = f"{series.name} " if len(self.chart.series) > 1 else ""
        return f"{self.chart.labels[place]} {name}{series.text(place)}"

    def room_for(self, width: float) -> bool:
        """May every figure be written out, at this distance from each other?"""
        texts = [series.text(n) for series in self.chart.series for n in range(len(series.values))]
        return max((text_width(text) for text in texts), default=0) + 2 <= width

    def legend_row(self) -> list[Shape]:
        """Swatch and name of each series above the plot; none for a single one, whose name is the title."""
        if len(self.chart.series) < 2:
            return []
        self.legend = 16
        shapes: list[Shape] = []
        x = self.left
        for place, series in enumerate(self.chart.series):
            shapes += bar_shapes((x, self.height - 11, 12, 9), place)
            shapes.append(Words(x + 16, self.height - 10, series.name))
            x += 16 + text_width(series.name) + 16
        return shapes


class _Lines(_Frame):
    def __init__(self, chart: Chart, width: float, height: float) -> None:
        super().__init__(chart, width, height)
        if len(chart.series) > 1:
            self.right = width - min(max(text_width(s.name) for s in chart.series) + 10, width / 3)

    def layout(self) -> Layout:
        behind = self.behind()
        for number, series in enumerate(self.chart.series):
            behind += self._strokes(series, number)
        spots = [
            self._spot(series, number, place)
            for number, series in enumerate(self.chart.series)
            for place, value in enumerate(series.values)
            if value is not None
        ]
        return Layout(self.width, self.height, tuple(behind), tuple(spots), tuple(self._names()))

    def _at(self, series: Series, place: int) -> Point:
        return self.x(place), self.y(float(series.values[place] or 0))

    def _strokes(self, series: Series, number: int) -> list[Shape]:
        """One stroke for each stretch without a gap."""
        stretches: list[list[Point]] = [[]]
        for place, value in enumerate(series.values):
            if value is None:
                stretches.append([])
            else:
                stretches[-1].append(self._at(series, place))
        dash = DASHES[number % len(DASHES)]
        return [Stroke(tuple(points), colour(number), 1.8, dash) for points in stretches if len(points) > 1]

    def _spot(self, series: Series, number: int, place: int) -> Spot:
        x, y = self._at(series, place)
        shapes = [marker(x, y, number)]
        last = all(value is None for value in series.values[place + 1 :])
        if len(self.chart.series) == 1 and (last or self.room_for(self.step)):
            base = y - TEXT - 5 if self._is_dip(series, place) else y + 8
            shapes.append(Words(x, base, series.text(place), "middle", style.INK, last))
        return Spot(tuple(shapes), self.says(series, place), series.link(place), (x - 12, y - 12, 24, 24))

    def _is_dip(self, series: Series, place: int) -> bool:
        """Lower than what stands on both sides: the figure goes below, where no line crosses it."""
        beside = (*series.values[max(place - 1, 0) : place], *series.values[place + 1 : place + 2])
        value = float(series.values[place] or 0)
        lower = [float(other) > value for other in beside if other is not None]
        return bool(lower) and all(lower) and self._at(series, place)[1] > self.bottom + 2 * TEXT

    def _names(self) -> list[Shape]:
        """Each line's name and last figure beside its end, moved apart where they would touch."""
        if len(self.chart.series) < 2:
            return []
        ends = self._ends()
        sunk = max(0.0, ends[-1][0] + TEXT + 2 - self.height) if ends else 0.0
        shapes: list[Shape] = []
        for y, number, place in ends:
            series = self.chart.series[number]
            name = shorten(series.name, self.width - self.right)
            shapes.append(Words(self.right + 2, y - sunk + 2, name, "start", colour(number), True))
            shapes.append(Words(self.right + 2, y - sunk - TEXT, series.text(place), "start", colour(number)))
        return shapes

    def _ends(self) -> list[tuple[float, int, int]]:
        """Height, series and place of each line's last figure, from the lowest, at least a label's height apart."""
        last = [
            (self._at(series, place)[1], number, place)
            for number, series in enumerate(self.chart.series)
            for place in [max((n for n, value in enumerate(series.values) if value is not None), default=-1)]
            if place >= 0
        ]
        ends: list[tuple[float, int, int]] = []
        for y, number, place in sorted(last):
            ends.append((max(y, ends[-1][0] + 2 * TEXT + 6) if ends else y, number, place))
        return ends


class _Bars(_Frame):
    def layout(self) -> Layout:
        legend = self.legend_row()
        bar = min(self.step * 0.72 / max(len(self.chart.series), 1), 34)
        named = self.room_for(bar if len(self.chart.series) > 1 else self.step)
        spots = [
            self._spot(series, number, place, bar, named)
            for place in range(len(self.chart.labels))
            for number, series in enumerate(self.chart.series)
            if series.values[place] is not None
        ]
        return Layout(self.width, self.height, (*self.behind(), *legend), tuple(spots), ())

    def _spot(self, series: Series, number: int, place: int, bar: float, named: bool) -> Spot:
        x = self.x(place) + bar * (number - len(self.chart.series) / 2)
        ends = sorted((self.y(0), self.y(float(series.values[place] or 0))))
        shapes = bar_shapes((x + bar * 0.06, ends[0], bar * 0.88, ends[1] - ends[0]), number)
        if named:
            shapes.append(Words(x + bar / 2, ends[1] + 4, series.text(place), "middle"))
        box = (x, min(ends[0], ends[1] - 24), bar, max(ends[1] - ends[0], 24))
        return Spot(tuple(shapes), self.says(series, place), series.link(place), box)


class _Ranks:
    """Lying bars of the first series; the name stands before its bar, the figure behind it."""

    def __init__(self, chart: Chart, width: float, height: float) -> None:
        self.chart, self.width, self.height = chart, width, height
        self.left = min(max((text_width(label) for label in chart.labels), default=0) + 8, width * 0.45)

    def layout(self) -> Layout:
        if not self.chart.series or not self.chart.labels:
            return Layout(self.width, self.height, (), (), ())
        series = self.chart.series[0]
        texts = [series.text(place) for place in range(len(self.chart.labels))]
        room = self.width - self.left - max(text_width(text) for text in texts) - 8
        most = max([float(value) for value in series.values if value is not None and value > 0] or [1.0])
        step = self.height / len(self.chart.labels)
        spots: list[Spot] = []
        behind: list[Shape] = []
        for place, label in enumerate(self.chart.labels):
            middle = self.height - step * (place + 0.5)
            value = max(float(series.values[place] or 0), 0.0)
            bar = min(step * 0.62, 16)
            shapes = bar_shapes((self.left, middle - bar / 2, room * value / most, bar), 0)
            shapes.append(Words(self.left + room * value / most + 5, middle - 3, texts[place]))
            behind.append(Words(self.left - 6, middle - 3, shorten(label, self.left - 6), "end"))
            box = (self.left, middle - step / 2, self.width - self.left, step)
            spots.append(Spot(tuple(shapes), f"{label} {texts[place]}", series.link(place), box))
        behind.append(Stroke(((self.left, 0), (self.left, self.height)), style.QUIET, 0.8))
        return Layout(self.width, self.height, tuple(behind), tuple(spots), ())
