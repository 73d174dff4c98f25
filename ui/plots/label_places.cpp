// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/label_places.h"

#include <QLineF>

#include <algorithm>
#include <array>

namespace kneepoint::ui {

namespace {

bool crosses(const QLineF& segment, const QRectF& rect)
{
    if (rect.contains(segment.p1()) || rect.contains(segment.p2())) return true;
    const std::array sides = {QLineF(rect.topLeft(), rect.bottomRight()), QLineF(rect.topRight(), rect.bottomLeft())};
    return std::ranges::any_of(
        sides, [&](const QLineF& side) { return segment.intersects(side, nullptr) == QLineF::BoundedIntersection; });
}

bool crosses(const QPolygonF& line, const QRectF& rect)
{
    for (qsizetype i = 1; i < line.size(); ++i)
        if (crosses(QLineF(line[i - 1], line[i]), rect)) return true;
    return line.size() == 1 && rect.contains(line[0]);
}

} // namespace

bool LabelPlaces::is_free(const QRectF& rect) const
{
    return m_inside.contains(rect) &&
           std::ranges::none_of(m_blocked, [&](const auto& b) { return b.intersects(rect); }) &&
           std::ranges::none_of(m_lines, [&](const auto& line) { return crosses(line, rect); });
}

std::optional<QRectF> LabelPlaces::take(const std::vector<QRectF>& candidates)
{
    const auto found = std::ranges::find_if(candidates, [&](const QRectF& rect) { return is_free(rect); });
    if (found == candidates.end()) return {};
    m_blocked.push_back(*found);
    return *found;
}

} // namespace kneepoint::ui
