// SPDX-License-Identifier: GPL-3.0-or-later
#include "example_charts.h"
#include "plots/bars_scene.h"
#include "plots/bars_widget.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBarSet>
#include <QChartView>
#include <QHorizontalBarSeries>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace kneepoint;
using namespace kneepoint::ui;

namespace {

QHorizontalBarSeries* series_of(const QChartView& view)
{
    return qobject_cast<QHorizontalBarSeries*>(view.chart()->series().value(0));
}

} // namespace

class TestBarsWidget : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_widget = std::make_unique<BarsWidget>();
        m_widget->resize(700, 480);
        m_widget->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_widget.get()));
        m_view = m_widget->findChild<QChartView*>();
    }
    void cleanup() { m_widget.reset(); }

    void the_first_category_is_on_top()
    {
        m_widget->set_chart(tests::scores_chart(6));
        QTest::qWait(10);
        auto* series = series_of(*m_view);
        QCOMPARE(series->barSets().size(), 3);
        QCOMPARE(series->barSets().last()->label(), QString("BF16"));
        QCOMPARE(series->barSets().last()->at(5), tests::scores_chart(6).series[0].points[0].y);
        const auto y = [&](int row) { return m_view->chart()->mapToPosition({10, double(row)}, series).y(); };
        QVERIFY(y(5) < y(0));
    }

    void seventy_categories_scroll()
    {
        m_widget->set_chart(tests::scores_chart(6));
        QTest::qWait(10);
        auto* scroll = m_widget->findChild<QScrollArea*>();
        QCOMPARE(scroll->verticalScrollBar()->maximum(), 0);
        m_widget->set_chart(tests::scores_chart(70));
        QTest::qWait(10);
        QVERIFY(scroll->verticalScrollBar()->maximum() > 1000);
        QTest::keyClick(scroll, Qt::Key_PageDown);
        QVERIFY(scroll->verticalScrollBar()->value() > 0);
    }

    void the_mouse_over_a_bar_says_why()
    {
        m_widget->set_chart(tests::scores_chart(6));
        QTest::qWait(20);
        QSignalSpy spy(m_widget.get(), &BarsWidget::bar_hovered);
        const QPointF base_bar = m_view->chart()->mapToPosition({20, 5 + 0.24}, series_of(*m_view));
        QTest::mouseMove(m_view->viewport(), QPoint(2, 2));
        QTest::mouseMove(m_view->viewport(), base_bar.toPoint());
        QTRY_VERIFY(!spy.isEmpty());
        QCOMPARE(spy.last().at(0).toString(), QString("why"));
        QTest::mouseMove(m_view->viewport(), QPoint(2, 2));
        QTRY_COMPARE(spy.last().at(0).toString(), QString());
    }

    void a_legend_entry_hides_its_series()
    {
        m_widget->set_chart(tests::scores_chart(6));
        QTest::qWait(10);
        const auto entries = m_widget->findChildren<QAbstractButton*>();
        const auto entry = std::ranges::find_if(entries, [](auto* button) { return button->text() == "FP8 dynamic"; });
        QVERIFY(entry != entries.end());
        QTest::mouseClick(*entry, Qt::LeftButton);
        QCOMPARE(series_of(*m_view)->barSets().size(), 2);
        m_widget->set_chart(tests::scores_chart(5));
        QCOMPARE(series_of(*m_view)->barSets().size(), 2);
        m_widget->set_chart(tests::delta_chart());
        QCOMPARE(series_of(*m_view)->barSets().size(), 2); // both of them: another kind forgets
    }

    void negative_values_have_a_zero_line_in_sight()
    {
        m_widget->set_chart(tests::delta_chart());
        QTest::qWait(10);
        const QPointF zero = m_view->chart()->mapToPosition({0, 2}, series_of(*m_view));
        QVERIFY(m_view->chart()->plotArea().contains(zero));
        QVERIFY(zero.x() > m_view->chart()->plotArea().left() + 50);
    }

    void empty_says_why()
    {
        report::Chart chart;
        chart.form = report::ChartForm::bars;
        chart.notes = {"no accuracy run is paired"};
        m_widget->set_chart(chart);
        auto* label = m_widget->findChild<QLabel*>("empty");
        QVERIFY(label->isVisible());
        QVERIFY(label->text().contains("no accuracy run is paired"));
        m_widget->set_chart(tests::scores_chart(2));
        QVERIFY(!label->isVisible());
        QVERIFY(m_widget->accessibleDescription().contains("BF16: 2 bars"));
    }

private:
    std::unique_ptr<BarsWidget> m_widget;
    QChartView* m_view = nullptr;
};

QTEST_MAIN(TestBarsWidget)
#include "test_bars_widget.moc"
