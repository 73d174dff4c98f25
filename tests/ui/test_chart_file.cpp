// SPDX-License-Identifier: GPL-3.0-or-later
#include "example_charts.h"
#include "plots/chart_file.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace kneepoint;
using namespace kneepoint::ui;

namespace {

QByteArray bytes(const report::Chart& chart, PictureFormat format, bool dark = false)
{
    return render_chart(chart, format, {960, 600}, dark).value_or(QByteArray());
}

/// All text of an SVG, or nothing when it is no well-formed XML.
QString words(const QByteArray& svg)
{
    QXmlStreamReader reader(svg);
    QString text;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::Characters) text += reader.text();
    return reader.hasError() ? QString() : text;
}

} // namespace

Q_DECLARE_METATYPE(report::Chart)

class TestChartFile : public QObject {
    Q_OBJECT
private slots:
    void every_form_in_every_format_data()
    {
        QTest::addColumn<report::Chart>("chart");
        QTest::newRow("curve") << tests::latency_chart();
        QTest::newRow("curve with excluded points") << tests::sweep_chart();
        QTest::newRow("bars") << tests::scores_chart(6);
        QTest::newRow("bars of 70 tasks") << tests::scores_chart(70);
        QTest::newRow("differences") << tests::delta_chart();
        QTest::newRow("empty") << report::Chart{};
    }
    void every_form_in_every_format()
    {
        QFETCH(report::Chart, chart);
        for (const bool dark : {false, true}) {
            const QByteArray svg = bytes(chart, PictureFormat::svg, dark), png = bytes(chart, PictureFormat::png, dark),
                             pdf = bytes(chart, PictureFormat::pdf, dark);
            QVERIFY(svg.startsWith("<?xml"));
            QVERIFY(png.startsWith("\x89PNG\r\n\x1a\n"));
            QVERIFY(pdf.startsWith("%PDF-1."));
            QVERIFY(pdf.trimmed().endsWith("%%EOF"));
            QVERIFY(!words(svg).isNull());
            QCOMPARE(bytes(chart, PictureFormat::svg, dark), svg);
            QCOMPARE(bytes(chart, PictureFormat::png, dark), png);
            QTest::qSleep(dark ? 0 : 1100); // a date in the file would have changed
            QCOMPARE(bytes(chart, PictureFormat::pdf, dark), pdf);
        }
    }

    void svg_says_what_it_shows()
    {
        const report::Chart chart = tests::sweep_chart();
        const QString text = words(bytes(chart, PictureFormat::svg));
        for (const std::string& expected : {chart.title, chart.x.label, chart.y.label, chart.series[0].name,
                                            chart.series[1].name, chart.lines[0].label, chart.notes[0]})
            QVERIFY2(text.contains(QString::fromStdString(expected)), expected.c_str());
    }

    void names_from_files_are_escaped()
    {
        report::Chart chart = tests::latency_chart();
        chart.title = "<script>alert(1)</script> & \"title\"";
        chart.series[0].name = "</text><b>&amp;";
        chart.series[1].name = "bell\x07 and null\x01";
        chart.lines[0].label = "a < b & c";
        const QByteArray svg = bytes(chart, PictureFormat::svg);
        QVERIFY(!svg.contains("<script"));
        QVERIFY(words(svg).contains(QString::fromStdString(chart.title)));
        QVERIFY(words(svg).contains("</text><b>&amp;"));
        report::Chart bars = tests::scores_chart(3);
        bars.categories = {"<i>a</i>", "b & c", "b & c"};
        bars.y.label = "<img src=x>";
        const QByteArray drawn = bytes(bars, PictureFormat::svg);
        QVERIFY(words(drawn).contains("<i>a</i>"));
        QVERIFY(words(drawn).contains("<img src=x>"));
    }

    void png_has_two_pixels_a_unit_and_many_bars_grow()
    {
        const auto size = [](const report::Chart& chart) {
            return QImage::fromData(bytes(chart, PictureFormat::png)).size();
        };
        QCOMPARE(size(tests::latency_chart()), QSize(1920, 1200));
        QCOMPARE(size(tests::scores_chart(6)), QSize(1920, 1200));
        QVERIFY(size(tests::scores_chart(70)).height() > 70 * 2 * 30);
    }

    void odd_numbers_are_drawn_or_left_out()
    {
        report::Chart chart = tests::latency_chart();
        const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
        chart.series[0].points[1].y = nan;
        chart.series[0].points[2].y = inf;
        chart.series[1].points[3].x = -inf;
        chart.series[1].points[4].band = Interval{nan, inf};
        for (const bool logarithmic : {false, true}) {
            chart.x.logarithmic = chart.y.logarithmic = logarithmic;
            chart.series[0].points[0].x = 0;
            QVERIFY(!words(bytes(chart, PictureFormat::svg)).isEmpty());
        }
        QVERIFY(words(bytes(chart, PictureFormat::svg)).contains("logarithmic axis"));
        report::Chart bars = tests::scores_chart(3);
        bars.series[0].points[0].y = nan;
        bars.series[0].points[1].x = 99;
        bars.series[1].points[0].band = Interval{-inf, inf};
        QVERIFY(!words(bytes(bars, PictureFormat::svg)).isEmpty());
        bars.categories.clear();
        QVERIFY(!words(bytes(bars, PictureFormat::svg)).isEmpty());
    }

    void writes_by_ending()
    {
        const QTemporaryDir folder;
        for (const char* name : {"a.svg", "a.png", "a.PDF"}) {
            QVERIFY(write_chart(tests::latency_chart(), folder.filePath(name).toStdString()));
            QVERIFY(QFile(folder.filePath(name)).size() > 1000);
        }
        QCOMPARE(write_chart(tests::latency_chart(), folder.filePath("a.gif").toStdString()).error().kind,
                 ErrorKind::invalid);
        QCOMPARE(write_chart(tests::latency_chart(), folder.filePath("a").toStdString()).error().kind,
                 ErrorKind::invalid);
        QCOMPARE(write_chart(tests::latency_chart(), folder.filePath("none/a.svg").toStdString()).error().kind,
                 ErrorKind::io);
        QCOMPARE(render_chart(tests::latency_chart(), PictureFormat::png, {0, 10}).error().kind, ErrorKind::invalid);
        QCOMPARE(render_chart(tests::latency_chart(), PictureFormat::png, {1 << 20, 10}).error().kind,
                 ErrorKind::invalid);
        QVERIFY(render_chart(tests::latency_chart(), PictureFormat::png, {40, 30}));
    }
};

QTEST_MAIN(TestChartFile)
#include "test_chart_file.moc"
