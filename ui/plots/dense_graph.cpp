// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/dense_graph.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace kneepoint::ui {

namespace {

using Data = QCPGraphDataContainer::const_iterator;

constexpr auto few = 3; ///< points of a column that are drawn one by one

/// The points from `first` on that share its column of pixels.
struct PixelColumn {
    Data last;
    double low, high;
};

PixelColumn column_from(const Data& first, const Data& end, const QCPAxis& axis)
{
    const double column_end = axis.pixelToCoord(std::floor(axis.coordToPixel(first->key)) + 1);
    PixelColumn column{first + 1, first->value, first->value};
    for (; column.last != end && column.last->key < column_end; ++column.last) {
        column.low = std::min(column.low, column.last->value);
        column.high = std::max(column.high, column.last->value);
    }
    return column;
}

/// Pixels of one column, `top` and `bottom` included.
struct Bar {
    int x, top, bottom;
};

void fill(QPainter& painter, int x, int top, int width, int bottom, const QColor& colour)
{
    if (bottom >= top) painter.fillRect(x, top, width, bottom - top + 1, colour);
}

/// Fills neighbours together where they overlap: Qt's cost is by rows, hardly by how many pixels a row has.
void fill(QPainter& painter, std::span<const Bar> bars, const QColor& colour)
{
    constexpr std::size_t group = 8;
    for (std::size_t begin = 0; begin < bars.size();) {
        int top = bars[begin].top, bottom = bars[begin].bottom;
        std::size_t end = begin + 1;
        for (; end < bars.size() && end - begin < group && bars[end].x == bars[end - 1].x + 1; ++end) {
            const int common_top = std::max(top, bars[end].top), common_bottom = std::min(bottom, bars[end].bottom);
            if (common_bottom < common_top) break;
            top = common_top;
            bottom = common_bottom;
        }
        fill(painter, bars[begin].x, top, int(end - begin), bottom, colour);
        for (const Bar& bar : bars.subspan(begin, end - begin)) {
            fill(painter, bar.x, bar.top, 1, top - 1, colour);
            fill(painter, bar.x, bottom + 1, 1, bar.bottom, colour);
        }
        begin = end;
    }
}

} // namespace

/// On a screen, columns are filled as rectangles: a stroked line of as many pixels takes Qt almost three times as long.
void DenseGraph::draw(QCPPainter* painter)
{
    Data begin, end;
    getVisibleDataBounds(begin, end, QCPDataRange(0, dataCount()));
    const QCPAxis& keys = *keyAxis();
    const QCPAxis& values = *valueAxis();
    const bool strokes = keys.orientation() != Qt::Horizontal || painter->modes().testFlag(QCPPainter::pmVectorized);
    if (strokes || end - begin <= (few + 1) * keys.axisRect()->width()) return QCPGraph::draw(painter);
    std::vector<Bar> bars;
    double before = begin->value; // each column begins where the one before it ended
    for (Data first = begin; first != end;) {
        const PixelColumn column = column_from(first, end, keys);
        const double top = values.coordToPixel(std::max(column.high, before));
        const double bottom = values.coordToPixel(std::min(column.low, before));
        bars.push_back({int(std::floor(keys.coordToPixel(first->key))), int(std::floor(top)), int(std::ceil(bottom))});
        before = (column.last - 1)->value;
        first = column.last;
    }
    fill(*painter, bars, pen().color());
}

void DenseGraph::getOptimizedLineData(QVector<QCPGraphData>* line, const QCPGraphDataContainer::const_iterator& begin,
                                      const QCPGraphDataContainer::const_iterator& end) const
{
    const QCPAxis& axis = *keyAxis();
    bool rising = true; // strokes alternate, so that each begins where the last one ended
    for (auto first = begin; first != end;) {
        const PixelColumn column = column_from(first, end, axis);
        if (column.last - first <= few) {
            for (; first != column.last; ++first) line->append(*first);
            continue;
        }
        line->append({first->key, rising ? column.low : column.high});
        line->append({first->key, rising ? column.high : column.low});
        rising = !rising;
        first = column.last;
    }
}

} // namespace kneepoint::ui
