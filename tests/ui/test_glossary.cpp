// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/metric.h"
#include "shell/glossary.h"
#include "shell/main_window.h"
#include "tables/glossary_model.h"
#include "window_test.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <QTextBrowser>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestGlossary : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void every_metric_and_definition_is_a_term()
    {
        const auto terms = glossary_terms();
        const auto has = [&](std::string_view name) {
            const auto wanted = QString::fromUtf8(name.data(), qsizetype(name.size()));
            return std::ranges::any_of(terms, [&](const GlossaryTerm& one) { return one.term == wanted; });
        };
        for (const auto& metric : metric_catalogue()) QVERIFY2(has(metric.name), metric.name.data());
        for (const auto& one : definition_catalogue()) QVERIFY2(has(one.id), one.id.data());
        for (const auto& one : terms)
            QVERIFY2(!one.meaning.isEmpty() && !one.definition.isEmpty() && !one.source.isEmpty(),
                     qPrintable(one.term));
        GlossaryModel model(terms);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), int(terms.size()));
    }

    void a_metric_says_how_it_is_computed()
    {
        const auto terms = glossary_terms();
        const auto ttft = std::ranges::find(terms, QString("TTFT"), &GlossaryTerm::term);
        QVERIFY(ttft != terms.end());
        // The catalogue's own words on ttft.from_send.
        QVERIFY2(ttft->definition.contains("First token received - request sent, per request"),
                 qPrintable(ttft->definition));
    }

    void terms_are_found_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("term");
        QTest::addColumn<QString>("says"); // metric.cpp, docs/statistics.md
        QTest::newRow("a metric") << "TTFT" << "TTFT" << "Time to first token (ms)";
        QTest::newRow("a definition") << "tpot.with_ttft" << "tpot.with_ttft" << "A definition of TPOT (ms)";
        QTest::newRow("a word, any case") << "pareto" << "Pareto set" << "Runs that no other beats in both";
        QTest::newRow("nothing") << "no such word" << "" << "No term has these words";
    }
    void terms_are_found()
    {
        QFETCH(QString, words);
        QFETCH(QString, term);
        QFETCH(QString, says);
        Glossary glossary;
        glossary.open_at(words);
        auto* table = glossary.findChild<QTableView*>("glossary-table");
        QStringList listed;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            listed << table->model()->index(row, GlossaryModel::term).data().toString();
        QCOMPARE(listed.value(0), term);
        const auto whole = glossary.findChild<QTextBrowser*>("glossary-term")->toPlainText();
        QVERIFY2(whole.contains(says), qPrintable(whole));
    }

    void the_keyboard_opens_walks_and_closes_it()
    {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_F1, Qt::ShiftModifier);
        auto* glossary = window.findChild<Glossary*>();
        QVERIFY(glossary && glossary->isVisible());
        auto* search = glossary->findChild<QLineEdit*>();
        QTRY_VERIFY(search->hasFocus());
        auto* table = glossary->findChild<QTableView*>();
        QCOMPARE(table->currentIndex().row(), 0);
        QTest::keyClick(search, Qt::Key_Down);
        QCOMPARE(table->currentIndex().row(), 1);
        QVERIFY(search->hasFocus());
        for (const QWidget* widget : {static_cast<QWidget*>(search), static_cast<QWidget*>(table),
                                      static_cast<QWidget*>(glossary->findChild<QTextBrowser*>())})
            QVERIFY(!widget->accessibleName().isEmpty());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!glossary->isVisible());
    }
};

QTEST_MAIN(TestGlossary)
#include "test_glossary.moc"
