// SPDX-License-Identifier: GPL-3.0-or-later
// Both halves in one view, in the real window: the recommendation with its rule, chart and table as one thing.
#include "pages/overview_page.h"
#include "pages/recommendation.h"
#include "plots/plot_widget.h"
#include "shell/main_window.h"
#include "shell/why_bar.h"
#include "tables/overview_model.h"
#include "tables/roles.h"
#include "window_test.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

namespace {

report::Overview overview()
{
    report::Overview made;
    made.speed = "ITL median at 32 streams, base / candidate";
    made.rule = "the fastest candidate that keeps enough";
    report::OverviewPoint base, int8, int4;
    base.label = "BF16", base.run = "b", base.why_speed = base.why_recovery = "the base itself";
    int8.label = "INT8", int8.run = "c", int8.identity = 1, int8.speed = 1.25, int8.pareto = true;
    int8.speed_interval = Interval{1.2, 1.3}, int8.recovery = 100.2, int8.why_speed = "1 / 0.8";
    int8.why_no_interval = "";
    int4.why_no_interval = "the file lists no requests";
    int4.label = "INT4", int4.run = "d", int4.identity = 2, int4.speed = 1.9, int4.recovery = 95, int4.pareto = true;
    made.points = {base, int8, int4};
    made.recommended = 1;
    return made;
}

} // namespace

class TestOverviewPage : public QObject {
    Q_OBJECT
    OwnHome m_home;
    QTemporaryDir m_results;

    /// A folder a side, with a load test and an accuracy test that names the same model.
    void copy(const QString& from, const QString& side, const QByteArray& name = {}, const QByteArray& instead = {})
    {
        QVERIFY(QDir(m_results.path()).mkpath(side));
        for (const auto& info : QDir(examples() + "/" + from).entryInfoList(QDir::Files)) {
            QFile source(info.filePath()), target(m_results.filePath(side + "/" + info.fileName()));
            QVERIFY(source.open(QIODevice::ReadOnly) && target.open(QIODevice::WriteOnly));
            auto content = source.readAll();
            if (!name.isEmpty()) content.replace(name, instead).replace("float32", "bfloat16");
            target.write(content);
        }
    }

private slots:
    void initTestCase()
    {
        copy("h200-llama-3.1-8b-fp8/streams/base", "base");
        copy("h200-llama-3.1-8b-fp8/streams/fp8", "compressed");
        copy("tiny-llama-int3-accuracy/tiny-base", "base", "tiny-base", "llama-3.1-8b-dummy");
        copy("tiny-llama-int3-accuracy/tiny-int3", "compressed", "tiny-int3", "llama-3.1-8b-dummy-fp8");
    }
    void init() { m_home.forget(); }

    void the_table_says_every_number_and_why()
    {
        OverviewModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.set_overview(overview());
        const auto row = [&](int at) {
            QStringList texts;
            for (int column = 0; column < model.columnCount(); ++column)
                texts << model.index(at, column).data().toString();
            return texts;
        };
        QCOMPARE(row(0), (QStringList{"BF16", "1.00", "—", "100.00", "—", "no", "base"}));
        QCOMPARE(row(1), (QStringList{"INT8", "1.25", "1.20 to 1.30", "100.20", "—", "yes", "✓ recommended"}));
        QCOMPARE(row(2), (QStringList{"INT4", "1.90", "—", "95.00", "—", "yes", "—"}));
        for (int at = 0; at < model.rowCount(); ++at)
            for (int column = 0; column < model.columnCount(); ++column) {
                const auto why = model.index(at, column).data(why_role).toString();
                QVERIFY2(!why.isEmpty(), qPrintable(model.headerData(column, Qt::Horizontal).toString()));
                QCOMPARE(model.index(at, column).data(Qt::ToolTipRole).toString(), why);
            }
        QVERIFY(model.index(1, OverviewModel::speed).data(why_role).toString().contains("1 / 0.8"));
        QVERIFY(model.index(1, OverviewModel::rule).data(why_role).toString().contains("the fastest candidate that"));
        QVERIFY(model.index(2, OverviewModel::speed_interval)
                    .data(why_role)
                    .toString()
                    .contains("No interval: the file lists no requests."));
        QCOMPARE(model.row_of("d"), 2);
        QCOMPARE(model.row_of("nobody"), -1);
        model.set_overview({});
        QCOMPARE(model.rowCount(), 0);
    }

    void an_empty_page_says_what_to_do()
    {
        MainWindow window;
        window.show();
        window.show_page(PageId::overview);
        auto* page = window.page_in_sight();
        QCOMPARE(page->title(), QString("Overview"));
        QVERIFY(!page->chart() && !page->table());
        QVERIFY(page->findChild<QPushButton*>()->isVisible());
        QStringList texts;
        for (const auto* label : page->findChildren<QLabel*>()) texts << label->text();
        QVERIFY2(texts.join('\n').contains("have both measured on the Run page"), qPrintable(texts.join('\n')));
        KNEEPOINT_OPEN(window.session(), {examples() + "/h200-llama-3.1-8b-fp8/streams"}); // one half
        QVERIFY(!page->chart() && !page->table());
    }

    void both_halves_are_joined_and_the_rule_stands_beside()
    {
        MainWindow window;
        window.resize(1440, 900);
        window.show();
        KNEEPOINT_OPEN(window.session(), {m_results.path()});
        QTRY_VERIFY(!window.session().comparisons().empty());
        window.show_page(PageId::overview);
        auto* page = window.page_in_sight();
        const auto chart = page->chart();
        QVERIFY(chart);
        QCOMPARE(chart->kind, std::string("overview"));
        QVERIFY(chart->series.size() >= 2);
        QCOMPARE(page->table()->rows.size(), std::size_t{2});
        const auto* rule = page->findChild<QLabel*>("overview-rule");
        // 3 bits lose more than a point of accuracy (the example's README).
        QVERIFY2(rule->text().contains("least 99 %"), qPrintable(rule->text()));
        QVERIFY2(rule->text().contains("none;"), qPrintable(rule->text()));
        // Chart and table are one thing.
        auto* plot = page->findChild<PlotWidget*>();
        auto* table = page->findChild<QTableView*>("overview-table");
        emit plot->point_selected(chart->series[1].points[0].run, -1);
        QCOMPARE(table->currentIndex().data(run_role).toString().toStdString(), chart->series[1].points[0].run);
        const auto why = window.why().text();
        QVERIFY2(why.contains(" % "), qPrintable(why));
        window.session().explain({});
        emit plot->point_selected(chart->series[1].points[0].run, -1); // chosen again
        QCOMPARE(window.why().text(), why);
        // Where everything is accepted, the rule gives the candidate, and says so on the other pages, too.
        page->findChild<QDoubleSpinBox*>("overview-margin")->setValue(50);
        QTRY_VERIFY(!window.session().busy());
        QTRY_VERIFY2(rule->text().contains("least 50 %"), qPrintable(rule->text()));
        const auto recommended = recommendation_for(window.session());
        QVERIFY2(recommended.brief.startsWith("Recommended by rule: "), qPrintable(recommended.whole));
        for (const auto id : {PageId::compare, PageId::accuracy}) {
            window.show_page(id);
            QStringList texts;
            for (const auto* label : window.page_in_sight()->findChildren<QLabel*>()) texts << label->text();
            QVERIFY2(texts.join('\n').contains(recommended.brief + ' ' + recommended.rule),
                     qPrintable(texts.join('\n')));
        }
    }

    void the_load_is_chosen()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {m_results.path()});
        QTRY_VERIFY(!window.session().comparisons().empty());
        window.show_page(PageId::overview);
        auto* page = window.page_in_sight();
        auto* load = page->findChild<QComboBox*>("overview-load");
        const int at = load->findText("at 8 streams");
        QVERIFY(at > 0);
        load->setCurrentIndex(at);
        emit load->activated(at);
        QCOMPARE(window.session().options().overview_load, std::optional(8.0));
        QVERIFY(page->findChild<QLabel*>("overview-rule")->text().contains("at 8 streams"));
        QCOMPARE(load->currentText(), QString("at 8 streams"));
        window.export_chart_to(m_home.path("overview.svg"));
        QTRY_VERIFY(window.notifications().sentence().contains("overview.csv"));
    }
};

QTEST_MAIN(TestOverviewPage)
#include "test_overview_page.moc"
