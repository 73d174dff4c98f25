// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the example charts as the window shows them, light and dark. With the environment variable KNEEPOINT_PICTURES
// set to a folder they are written there, to be looked at.
#include "example_charts.h"
#include "plots/bars_widget.h"
#include "plots/chart_file.h"
#include "plots/plot_widget.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QGridLayout>
#include <QLabel>
#include <QTest>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::ui;

namespace {

report::Chart logarithmic(report::Chart chart)
{
    chart.x.logarithmic = chart.y.logarithmic = true;
    chart.x.from_zero = chart.y.from_zero = false;
    return chart;
}

report::Chart seven_candidates()
{
    report::Chart chart = tests::latency_chart();
    const report::ChartSeries model = chart.series[1];
    for (int i = 2; i <= 7; ++i) {
        report::ChartSeries series = model;
        series.name = "candidate " + std::to_string(i) + " W4A16 g128";
        series.identity = i;
        for (auto& point : series.points) {
            point.y *= 1 + 0.13 * i;
            point.band.reset();
        }
        chart.series.push_back(series);
    }
    return chart;
}

report::Chart throughput_curve()
{
    report::Chart chart = tests::latency_chart();
    chart.kind = "latency-throughput";
    chart.x.label = "output tokens, 1/s";
    for (auto& series : chart.series)
        for (std::size_t i = 0; i < series.points.size(); ++i)
            series.points[i].x = (series.identity ? 1.4 : 1.0) * 5600 * std::sin(0.2 + double(i) * 0.24);
    chart.lines = {{200, "SLO itl:p50<=200ms", true}};
    return chart;
}

} // namespace

class TestPlotPictures : public QObject {
    Q_OBJECT
private slots:
    void draws_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(Scheme::light);
        QTest::newRow("dark") << int(Scheme::dark);
    }
    void draws()
    {
        QFETCH(int, scheme);
        apply_theme(*qApp, Scheme(scheme));
        const QString tag = QTest::currentDataTag();
        const std::vector<std::pair<QString, report::Chart>> curves = {
            {"curve", tests::latency_chart()},          {"sweep", tests::sweep_chart()},
            {"log", logarithmic(tests::sweep_chart())}, {"many", seven_candidates()},
            {"throughput", throughput_curve()},         {"empty", report::Chart{}}};
        for (const auto& [name, chart] : curves) {
            PlotWidget plot;
            plot.set_chart(chart);
            show(plot, {700, 560});
            if (name == "curve") {
                QTest::mouseMove(plot.findChild<QWidget*>("canvas"), plot.position_of(60, 6).toPoint() - QPoint(8, 8));
                plot.select("FP8", 6);
            }
            QTest::qWait(30);
            keep(plot, name + "-" + tag);
        }
        const std::vector<std::pair<QString, report::Chart>> bars = {
            {"bars", tests::scores_chart(6)}, {"bars70", tests::scores_chart(70)}, {"delta", tests::delta_chart()}};
        for (const auto& [name, chart] : bars) {
            BarsWidget widget;
            widget.set_chart(chart);
            show(widget, {700, 480});
            QTest::qWait(30);
            keep(widget, name + "-" + tag);
        }
        keep(*icon_sheet(), "icons-" + tag);
    }

    void files()
    {
        if (m_folder.isEmpty()) QSKIP("KNEEPOINT_PICTURES is not set");
        const std::vector<std::pair<QString, report::Chart>> charts = {{"curve", tests::latency_chart()},
                                                                       {"sweep", tests::sweep_chart()},
                                                                       {"many", seven_candidates()},
                                                                       {"bars70", tests::scores_chart(70)},
                                                                       {"delta", tests::delta_chart()}};
        for (const auto& [name, chart] : charts)
            for (const char* ending : {"svg", "png", "pdf"})
                QVERIFY(write_chart(chart, (m_folder + "/file-" + name + "." + QLatin1String(ending)).toStdString()));
    }

private:
    static void show(QWidget& widget, QSize size)
    {
        widget.resize(size);
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
    }

    void keep(QWidget& widget, const QString& name) const
    {
        const QPixmap picture = widget.grab();
        QVERIFY(!picture.isNull());
        if (!m_folder.isEmpty()) QVERIFY(picture.save(m_folder + "/" + name + ".png"));
    }

    static std::unique_ptr<QWidget> icon_sheet()
    {
        auto sheet = std::make_unique<QWidget>();
        auto* grid = new QGridLayout(sheet.get());
        int cell = 0;
        for (const QString& name : icon_names()) {
            auto* small = new QLabel;
            small->setPixmap(icon(name).pixmap(24, 24));
            auto* large = new QLabel;
            large->setPixmap(icon(name).pixmap(48, 48));
            const int row = cell / 7 * 2, column = cell % 7 * 2;
            grid->addWidget(small, row, column);
            grid->addWidget(large, row, column + 1);
            grid->addWidget(new QLabel(name), row + 1, column, 1, 2);
            ++cell;
        }
        return sheet;
    }

    const QString m_folder = qEnvironmentVariable("KNEEPOINT_PICTURES");
};

QTEST_MAIN(TestPlotPictures)
#include "test_plot_pictures.moc"
