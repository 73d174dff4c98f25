// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/curve_series.h"

#include <optional>
#include <string>

namespace kneepoint::ui {

class LabelPlaces;

/// A point of the chart: which series, which of its points.
struct PointRef {
    int series = 0, point = 0;
    bool operator==(const PointRef&) const = default;
};

/// A curve chart on a QCustomPlot: on the screen below PlotWidget, and in files. It draws and finds; it decides
/// nothing. Only the sources that include this header, curve_series.h or axis_tickers.h see qcustomplot.h.
class CurveCanvas : public QCustomPlot {
    Q_OBJECT
public:
    explicit CurveCanvas(QWidget* parent = nullptr);

    /// Draws everything anew and leaves the ranges as they are. @param font of all text
    void set_chart(const report::Chart& chart, const Theme& theme, const QFont& font);
    const report::Chart& chart() const { return m_chart; }
    const Theme& theme() const { return *m_theme; }
    void fit(); ///< all visible series, and the lines near them
    void set_series_visible(int series, bool visible);
    bool series_visible(int series) const;
    const SeriesDrawing& drawing(int series) const { return m_series[std::size_t(series)]; }
    int series_count() const { return int(m_series.size()); }
    const report::ChartPoint& point(PointRef ref) const;

    QPointF pixel(double x, double y) const;
    QPointF pixel(PointRef ref) const;
    std::optional<int> nearest_in_x(int series, double pixel_x) const; ///< index of the point
    std::optional<PointRef> point_at(QPointF position, double reach) const;
    int line_at(QPointF position) const; ///< an SLO line within reach of the mouse, or -1
    void move_line(int line, double y);  ///< redraws the line's layer only
    void select(std::optional<PointRef> ref);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Text {
        QCPItemText* item = nullptr;
        PointRef at;
    };
    void set_up_axes();
    void add_texts();
    void add_marks();
    QCPItemText* add_text(const QString& text, const QColor& colour, bool bold);
    void place_texts();
    void block_bands(LabelPlaces& places) const;
    void place_marks(LabelPlaces& places);
    void place_excluded(const Text& word, LabelPlaces& places);
    std::vector<PointRef> shown_points(bool excluded) const; ///< of the visible series
    void remove_items();
    double label_width(int series) const;
    QCPRange fitted_x(QCPRange extent) const;
    QCPRange fitted_y(QCPRange extent) const;

    report::Chart m_chart;
    const Theme* m_theme = &Theme::light_theme();
    QFont m_font;
    std::vector<SeriesDrawing> m_series;
    std::vector<Text> m_names, m_excluded;
    std::vector<QCPItemStraightLine*> m_lines;
    std::vector<QCPItemText*> m_line_names;
    std::vector<QCPItemTracer*> m_marks;
    std::vector<QCPItemText*> m_mark_names;
    QCPItemTracer* m_selection = nullptr;
    std::optional<PointRef> m_selected;
};

} // namespace kneepoint::ui
