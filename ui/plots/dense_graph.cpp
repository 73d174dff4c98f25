// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/dense_graph.h"

#include <algorithm>
#include <cmath>

namespace kneepoint::ui {

void DenseGraph::getOptimizedLineData(QVector<QCPGraphData>* line, const QCPGraphDataContainer::const_iterator& begin,
                                      const QCPGraphDataContainer::const_iterator& end) const
{
    constexpr auto few = 3;
    const QCPAxis& axis = *keyAxis();
    bool rising = true; // strokes alternate, so that each begins where the last one ended
    for (auto first = begin; first != end;) {
        const double column_end = axis.pixelToCoord(std::floor(axis.coordToPixel(first->key)) + 1);
        double low = first->value, high = first->value;
        auto last = first + 1;
        for (; last != end && last->key < column_end; ++last) {
            low = std::min(low, last->value);
            high = std::max(high, last->value);
        }
        if (last - first <= few) {
            for (; first != last; ++first) line->append(*first);
            continue;
        }
        line->append({first->key, rising ? low : high});
        line->append({first->key, rising ? high : low});
        rising = !rising;
        first = last;
    }
}

} // namespace kneepoint::ui
