// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace kneepoint::ui {

/// A line of very many points. Where a column of pixels holds more than a few, it draws one stroke from their least to
/// their greatest value: no peak is lost, and a third of the pixels of QCustomPlot's own sampling are painted.
class DenseGraph : public QCPGraph {
public:
    using QCPGraph::QCPGraph;

protected:
    void draw(QCPPainter* painter) override;
    void getOptimizedLineData(QVector<QCPGraphData>* line, const QCPGraphDataContainer::const_iterator& begin,
                              const QCPGraphDataContainer::const_iterator& end) const override;
};

} // namespace kneepoint::ui
