// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QTest>

#include <cmath>

using namespace kneepoint::ui;

namespace {

/// CIE 1976 colour difference; above about 10 two colours are told apart at a glance.
double difference(const QColor& one, const QColor& other)
{
    const auto lab = [](const QColor& colour) {
        const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        const double r = linear(colour.redF()), g = linear(colour.greenF()), b = linear(colour.blueF());
        const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
        const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
        const double y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        const double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
        return std::array{116 * y - 16, 500 * (x - y), 200 * (y - z)};
    };
    const auto a = lab(one), b = lab(other);
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private slots:
    void contrast_is_the_ratio_of_wcag_data()
    {
        // Printed by the definition in WCAG 2.1 and by its commonly cited examples.
        QTest::addColumn<QColor>("one");
        QTest::addColumn<QColor>("other");
        QTest::addColumn<double>("ratio");
        QTest::newRow("black on white") << QColor("#000000") << QColor("#ffffff") << 21.0;
        QTest::newRow("white on black") << QColor("#ffffff") << QColor("#000000") << 21.0;
        QTest::newRow("same") << QColor("#777777") << QColor("#777777") << 1.0;
        QTest::newRow("the palest grey that passes on white") << QColor("#767676") << QColor("#ffffff") << 4.54;
    }
    void contrast_is_the_ratio_of_wcag()
    {
        QFETCH(QColor, one);
        QFETCH(QColor, other);
        QFETCH(double, ratio);
        QVERIFY(std::abs(contrast_ratio(one, other) - ratio) < 0.01);
    }

    void both_themes_can_be_read_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void both_themes_can_be_read()
    {
        QFETCH(bool, dark);
        const Theme& theme = dark ? Theme::dark_theme() : Theme::light_theme();
        for (const QColor& text : {theme.text, theme.faint, theme.accent, theme.better, theme.worse, theme.slo})
            for (const QColor& ground : {theme.window, theme.page, theme.panel})
                QVERIFY2(contrast_ratio(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
        const QPalette palette = theme.palette();
        QVERIFY(contrast_ratio(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast_ratio(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 4.5);
        QVERIFY(contrast_ratio(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)) >= 4.5);
        QVERIFY(contrast_ratio(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)) >= 4.5);
        for (int i = 0; i < 8; ++i) {
            QVERIFY2(contrast_ratio(theme.identity(i), theme.panel) >= 3, qPrintable(QString::number(i)));
            QVERIFY2(contrast_ratio(theme.identity_text(i), theme.panel) >= 4.5, qPrintable(QString::number(i)));
            for (int j = 0; j < i; ++j)
                QVERIFY2(difference(theme.identity(i), theme.identity(j)) > 15,
                         qPrintable(QString("%1 %2").arg(i).arg(j)));
        }
        QCOMPARE(theme.identity(-1), theme.identity(0));
        QCOMPARE(theme.identity(8), theme.identity(1));
        if (!dark) QCOMPARE(theme.identity_text(1), QColor("#0072b2")); // already readable: left as it is
    }

    void switches_at_run_time()
    {
        QLabel label("text");
        label.show();
        apply_theme(*qApp, Scheme::dark);
        QVERIFY(Theme::current().dark);
        QTRY_COMPARE(label.palette().color(QPalette::WindowText), Theme::dark_theme().text);
        const QImage bright = icon("folder").pixmap(24, 24).toImage();
        apply_theme(*qApp, Scheme::light);
        QVERIFY(!Theme::current().dark);
        QTRY_COMPARE(label.palette().color(QPalette::WindowText), Theme::light_theme().text);
        QVERIFY(icon("folder").pixmap(24, 24).toImage() != bright);
        apply_theme(*qApp, Scheme::dark);
        apply_theme(*qApp, Scheme::system); // the offscreen platform is light
        QVERIFY(!Theme::current().dark);
    }

    void icons_are_there_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"library", "compare", "accuracy", "run",   "jobs", "report",  "folder",
                                 "export",  "copy",    "search",   "swap",  "add",  "note",    "error",
                                 "reload",  "undo",    "redo",     "theme", "help", "warning", "kneepoint"})
            QTest::newRow(name) << QString(name);
    }
    void icons_are_there()
    {
        QFETCH(QString, name);
        QVERIFY(icon_names().contains(name));
        const QImage image = icon(name).pixmap(24, 24).toImage().convertToFormat(QImage::Format_ARGB32);
        int painted = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) painted += qAlpha(image.pixel(x, y)) > 0;
        QVERIFY(painted > 20);
        QVERIFY(qAlpha(image.pixel(0, 0)) < 40); // nothing is cut at the corner
    }

    void unknown_icon_is_null() { QVERIFY(icon("no such icon").isNull()); }

    void figures_are_equally_wide()
    {
        const QFontMetrics metrics(figures_font());
        for (const QChar digit : QString("123456789"))
            QCOMPARE(metrics.horizontalAdvance(digit), metrics.horizontalAdvance('0'));
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
