// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPolygonF>
#include <QRectF>

#include <optional>
#include <vector>

namespace kneepoint::ui {

/// Finds free places for labels among lines and marks; all in pixels.
class LabelPlaces {
public:
    explicit LabelPlaces(const QRectF& inside) : m_inside(inside) {}

    void block(const QRectF& rect) { m_blocked.push_back(rect); }
    void block(const QPolygonF& line) { m_lines.push_back(line); }
    bool is_free(const QRectF& rect) const;
    /// The first free one, which is then taken.
    std::optional<QRectF> take(const std::vector<QRectF>& candidates);

private:
    QRectF m_inside;
    std::vector<QRectF> m_blocked;
    std::vector<QPolygonF> m_lines;
};

} // namespace kneepoint::ui
