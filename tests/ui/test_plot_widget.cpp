// SPDX-License-Identifier: GPL-3.0-or-later
// Drives the plot by real mouse and key events. The numbers expected are those put into the chart, and geometry.
#include "example_charts.h"
#include "plots/plot_widget.h"
#include "plots/readout.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace kneepoint;
using namespace kneepoint::ui;

class TestPlotWidget : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_plot = std::make_unique<PlotWidget>();
        m_plot->resize(700, 560);
        m_plot->set_chart(tests::latency_chart());
        m_plot->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
        QTest::qWait(20);
        m_canvas = m_plot->findChild<QWidget*>("canvas");
    }
    void cleanup() { m_plot.reset(); }

    void fits_from_zero_with_room_for_the_names()
    {
        QCOMPARE(m_plot->x_range().first, 0.0);
        QCOMPARE(m_plot->y_range().first, 0.0);
        QVERIFY(m_plot->x_range().second > 128);
        QVERIFY(m_plot->y_range().second > 15.44 * 1.09);
        QVERIFY(m_plot->position_of(128, 15).x() < m_plot->width() - 50);
    }

    void an_excluded_point_far_away_does_not_squeeze_the_curves()
    {
        auto chart = tests::latency_chart();
        const auto before = m_plot->x_range();
        auto far = chart.series[0].points.back();
        far.x *= 200;
        far.excluded = true;
        far.label = "throughput";
        chart.series[0].points.push_back(far);
        m_plot->set_chart(chart);
        m_plot->fit();
        QVERIFY(m_plot->x_range().second < 1.5 * before.second);
        chart.series[0].points.back().x = far.x / 200 * 1.2; // a near one is worth its room
        m_plot->set_chart(chart);
        m_plot->fit();
        QVERIFY(m_plot->x_range().second > far.x / 200 * 1.2);
    }

    // The words have a ground of their own, which must not look like the upper end of a band.
    void words_of_excluded_points_do_not_cut_a_band()
    {
        auto chart = tests::latency_chart();
        for (auto& point : chart.series[0].points) point.band = Interval{point.y, 1.3 * point.y};
        m_plot->set_chart(chart);
        m_plot->fit();
        const auto last = chart.series[0].points.back();
        const auto ground = m_plot->grab().toImage().pixelColor(m_plot->position_of(last.x, 1.5 * last.y).toPoint());
        auto far = last;
        far.x *= 200;
        far.excluded = true;
        far.label = "throughput with a long name";
        for (auto& series : chart.series) series.points.push_back(far);
        m_plot->set_chart(chart);
        m_plot->fit();
        const auto picture = m_plot->grab().toImage();
        for (const double x : {0.9, 0.94, 0.98}) {
            const auto inside = m_plot->position_of(x * last.x, (1 + 0.28 * x) * x * last.y).toPoint();
            QVERIFY(picture.pixelColor(inside) != ground);
        }
    }

    void wheel_zooms_toward_the_cursor_data()
    {
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<bool>("x_changes");
        QTest::addColumn<bool>("y_changes");
        QTest::newRow("plain") << Qt::KeyboardModifiers(Qt::NoModifier) << true << true;
        QTest::newRow("Ctrl") << Qt::KeyboardModifiers(Qt::ControlModifier) << true << false;
        QTest::newRow("Shift") << Qt::KeyboardModifiers(Qt::ShiftModifier) << false << true;
    }
    void wheel_zooms_toward_the_cursor()
    {
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(bool, x_changes);
        QFETCH(bool, y_changes);
        const auto x = m_plot->x_range(), y = m_plot->y_range();
        const QPointF under = m_plot->position_of(64, 8);
        wheel(under, 120, modifiers);
        QCOMPARE(width(m_plot->x_range()) < width(x), x_changes);
        QCOMPARE(width(m_plot->y_range()) < width(y), y_changes);
        QVERIFY(QLineF(m_plot->position_of(64, 8), under).length() < 2); // the point under the cursor stays there
        wheel(under, -120, modifiers);
        QVERIFY(std::abs(width(m_plot->x_range()) - width(x)) < 1e-6);
        QTest::mouseDClick(m_canvas, Qt::LeftButton, {}, on_canvas({20, 14}));
        QCOMPARE(m_plot->x_range(), x);
        QCOMPARE(m_plot->y_range(), y);
    }

    void drag_pans()
    {
        const auto before = m_plot->x_range();
        drag(on_canvas({20, 14}), on_canvas({20, 14}) + QPoint(80, 0));
        QVERIFY(m_plot->x_range().first < before.first);
        QVERIFY(std::abs(width(m_plot->x_range()) - width(before)) < 1e-6);
    }

    void another_chart_of_the_same_kind_keeps_zoom_and_hidden()
    {
        wheel(m_plot->position_of(64, 8), 240, {});
        m_plot->set_series_visible(0, false);
        const auto zoomed = m_plot->x_range();
        m_plot->set_chart(tests::sweep_chart());
        QCOMPARE(m_plot->x_range(), zoomed);
        QVERIFY(!m_plot->series_visible(0));
        report::Chart other = tests::latency_chart();
        other.kind = "ttft";
        m_plot->set_chart(other);
        QVERIFY(m_plot->x_range() != zoomed);
        QVERIFY(m_plot->series_visible(0));
    }

    void legend_hides_by_click_and_key()
    {
        const auto entries = m_plot->findChildren<QAbstractButton*>();
        QCOMPARE(entries.size(), 2);
        QTest::mouseClick(entries[1], Qt::LeftButton);
        QVERIFY(!m_plot->series_visible(1));
        QTest::mouseClick(entries[1], Qt::LeftButton);
        QVERIFY(m_plot->series_visible(1));
        entries[0]->setFocus();
        QTest::keyClick(entries[0], Qt::Key_Right);
        QVERIFY(entries[1]->hasFocus());
        QTest::keyClick(entries[1], Qt::Key_Space);
        QVERIFY(!m_plot->series_visible(1));
        QVERIFY(m_plot->series_visible(0));
    }

    void slo_line_is_dragged()
    {
        QSignalSpy spy(m_plot.get(), &PlotWidget::line_dragged);
        const auto x = m_plot->x_range();
        const QPoint from = on_canvas({30, 10}), to = on_canvas({30, 7});
        QTest::mouseMove(m_canvas, from);
        QCOMPARE(m_canvas->cursor().shape(), Qt::SizeVerCursor);
        drag(from, to);
        QVERIFY(spy.size() >= 2);
        QCOMPARE(spy.first().at(2).toBool(), false);
        QCOMPARE(spy.last().at(0).toInt(), 0);
        QCOMPARE(spy.last().at(2).toBool(), true);
        QVERIFY(std::abs(spy.last().at(1).toDouble() - 7) < 0.05); // a pixel is 0.04 ms
        QCOMPARE(m_plot->chart().lines[0].y, spy.last().at(1).toDouble());
        QCOMPARE(m_plot->x_range(), x); // the chart did not pan
    }

    void chart_set_while_dragging_leaves_the_line_in_the_hand()
    {
        connect(m_plot.get(), &PlotWidget::line_dragged, m_plot.get(),
                [this] { m_plot->set_chart(tests::latency_chart()); });
        QSignalSpy spy(m_plot.get(), &PlotWidget::line_dragged);
        drag(on_canvas({30, 10}), on_canvas({30, 7}));
        QVERIFY(std::abs(spy.last().at(1).toDouble() - 7) < 0.05);
    }

    void keys_move_the_line_and_settle_on_release()
    {
        QSignalSpy spy(m_plot.get(), &PlotWidget::line_dragged);
        m_canvas->setFocus();
        QTest::keyPress(m_canvas, Qt::Key_Up);
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy.last().at(1).toDouble() > 10);
        QCOMPARE(spy.last().at(2).toBool(), false);
        QTest::keyRelease(m_canvas, Qt::Key_Up);
        QCOMPARE(spy.size(), 2);
        QCOMPARE(spy.last().at(2).toBool(), true);
        QTest::keyClick(m_canvas, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(spy.last().at(1).toDouble() < 10);
    }

    void click_selects_and_keys_go_along()
    {
        QSignalSpy spy(m_plot.get(), &PlotWidget::point_selected);
        QTest::mouseClick(m_canvas, Qt::LeftButton, {}, on_canvas({64, 7.15}));
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.last().at(0).value<std::string>(), std::string("FP8"));
        QCOMPARE(spy.last().at(1).toInt(), 6);
        QTest::keyClick(m_canvas, Qt::Key_Right);
        QCOMPARE(spy.last().at(1).toInt(), 7);
        QTest::keyClick(m_canvas, Qt::Key_PageUp);
        QCOMPARE(spy.last().at(0).value<std::string>(), std::string("BF16"));
        QCOMPARE(spy.last().at(1).toInt(), 7);
        QTest::mouseClick(m_canvas, Qt::LeftButton, {}, on_canvas({100, 3}));
        QCOMPARE(spy.size(), 3); // nothing there
        m_plot->select("BF16", 2);
        QCOMPARE(spy.size(), 3); // told, not asked
        QTest::keyClick(m_canvas, Qt::Key_Left);
        QCOMPARE(spy.last().at(1).toInt(), 1);
    }

    void crosshair_tells_measured_points_only()
    {
        report::Chart chart = tests::latency_chart();
        chart.series[1].points.resize(7); // FP8 ends at 64 streams
        m_plot->set_chart(chart);
        QTest::qWait(20);
        QSignalSpy spy(m_plot.get(), &PlotWidget::point_hovered);
        const auto* readout = m_plot->findChild<Readout*>("readout");
        QTest::mouseMove(m_canvas, on_canvas({120, 15}));
        QVERIFY(readout->isVisible());
        QCOMPARE(readout->headline(), QString("128 concurrent requests"));
        QCOMPARE(readout->rows()[0].value, QString("15.4 ms"));
        QCOMPARE(readout->rows()[1].value, QString("7.15 ms"));
        QVERIFY(readout->rows()[1].detail.startsWith("at 64"));
        QTest::mouseMove(m_canvas, on_canvas({128, 15.44}) + QPoint(3, 3));
        QCOMPARE(spy.last().at(0).toString(), QString("BF16 why 128"));
        m_plot->set_series_visible(0, false);
        QTest::mouseMove(m_canvas, on_canvas({20, 3}));
        QCOMPARE(readout->rows().size(), std::size_t(1));
        QTest::keyClick(m_canvas, Qt::Key_Escape);
        QVERIFY(!readout->isVisible());
    }

    void empty_chart_says_why()
    {
        report::Chart chart;
        chart.notes = {"the base run has no levels"};
        m_plot->set_chart(chart);
        auto* label = m_plot->findChild<QLabel*>("empty");
        QVERIFY(label->isVisible());
        QVERIFY(label->text().contains("the base run has no levels"));
        QVERIFY(!m_canvas->isVisible());
        for (const auto key : {Qt::Key_Left, Qt::Key_Up, Qt::Key_PageDown, Qt::Key_L, Qt::Key_Home, Qt::Key_Plus})
            QTest::keyClick(m_plot.get(), key);
        m_plot->select("BF16", 1);
        m_plot->set_series_visible(3, false);
        m_plot->set_chart(tests::latency_chart());
        QVERIFY(m_canvas->isVisible());
    }

    void tells_screen_readers()
    {
        QCOMPARE(m_plot->accessibleName(), QString("Inter-token latency, median, against concurrency"));
        QVERIFY(m_plot->accessibleDescription().contains("BF16: 8 points, 4.90 to 15.4 ms."));
        m_plot->set_chart(tests::sweep_chart());
        QVERIFY(m_plot->accessibleDescription().contains("FP8: 8 points, 3.46 to 12.2 ms, 1 excluded."));
    }

    void follows_the_theme()
    {
        apply_theme(*qApp, Scheme::dark);
        QTest::qWait(20);
        QCOMPARE(m_plot->grab().toImage().pixelColor(350, 60), Theme::dark_theme().panel);
        apply_theme(*qApp, Scheme::light);
        QTest::qWait(20);
        QCOMPARE(m_plot->grab().toImage().pixelColor(350, 60), Theme::light_theme().panel);
    }

    void odd_charts_do_no_harm()
    {
        report::Chart chart = tests::latency_chart();
        chart.x.logarithmic = chart.y.logarithmic = true;
        chart.series[0].points[0].x = 0;
        chart.series[0].points[1].y = -1;
        chart.series[0].points[2].y = std::nan("");
        chart.lines[0].y = 0;
        m_plot->set_chart(chart);
        QVERIFY(m_plot->findChild<QLabel*>("notes")->text().contains("3 points"));
        QVERIFY(m_plot->x_range().first > 0);
        QTest::mouseMove(m_canvas, {300, 200});
        chart.series.resize(1);
        chart.series[0].points.resize(1);
        chart.series[0].points[0] = {.x = 5, .y = 5};
        m_plot->set_chart(chart);
        QVERIFY(m_plot->y_range().first > 0 && m_plot->y_range().second > 5);
        QVERIFY(!m_plot->grab().isNull());
    }

private:
    static double width(std::pair<double, double> range) { return range.second - range.first; }

    QPoint on_canvas(QPointF at) const
    {
        return m_canvas->mapFrom(m_plot.get(), m_plot->position_of(at.x(), at.y()).toPoint());
    }

    void wheel(QPointF at, int delta, Qt::KeyboardModifiers modifiers) const
    {
        const QPointF place = m_canvas->mapFrom(m_plot.get(), at);
        QWheelEvent event(place, m_canvas->mapToGlobal(place), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_canvas, &event);
    }

    void drag(QPoint from, QPoint to) const
    {
        QTest::mousePress(m_canvas, Qt::LeftButton, {}, from);
        for (const double part : {0.3, 0.7, 1.0}) move_pressed(from + (to - from) * part);
        QTest::mouseRelease(m_canvas, Qt::LeftButton, {}, to);
    }

    /// QTest::mouseMove forgets the pressed button.
    void move_pressed(QPoint at) const
    {
        QMouseEvent event(QEvent::MouseMove, at, m_canvas->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(m_canvas, &event);
    }

    std::unique_ptr<PlotWidget> m_plot;
    QWidget* m_canvas = nullptr;
};

QTEST_MAIN(TestPlotWidget)
#include "test_plot_widget.moc"
