// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/report/report.h"
#include "shared.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace kneepoint;
using namespace kneepoint::report;

class TestGlossary : public QObject {
    Q_OBJECT

    static const Table& table(const Document& document, std::size_t section)
    {
        return std::get<Table>(document.sections.at(section).blocks.back());
    }

private slots:
    void the_document_is_the_catalogue()
    {
        const auto text = to_markdown(metric_glossary(), "");
        const auto written = tests::content(tests::source("docs/metrics.md"));
        if (text == written) return;
        const auto path = QDir::current().filePath("metrics.md");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.data(), static_cast<qint64>(text.size()));
        QFAIL(qPrintable("docs/metrics.md is not what the catalogue says; it should be " + path));
    }

    void every_metric_and_definition_has_a_row()
    {
        const auto glossary = metric_glossary();
        QCOMPARE(table(glossary, 0).rows.size(), metric_catalogue().size());
        QCOMPARE(table(glossary, 1).rows.size(), definition_catalogue().size());
        for (const auto& row : table(glossary, 1).rows)
            for (std::size_t column = 0; column < 4; ++column) QVERIFY(!row[column].text.empty());
    }

    void a_definition_says_what_it_is_of_and_what_it_may_meet_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("of");
        QTest::addColumn<QString>("comparable_with");
        QTest::newRow("alone") << "tpot.with_ttft" << "TPOT" << "—";
        QTest::newRow("one family") << "concurrency.latency_sum" << "Concurrency" << "concurrency.in_flight";
        QTest::newRow("rates") << "rate.window" << "Requests/s, Prompt tok/s, Output tok/s, Total tok/s" << "rate.span";
        QTest::newRow("lengths") << "tokens.per_request" << "Prompt tokens, Output tokens, Total tokens" << "—";
    }
    void a_definition_says_what_it_is_of_and_what_it_may_meet()
    {
        QFETCH(QString, id);
        const auto glossary = metric_glossary();
        const auto& rows = table(glossary, 1).rows;
        const auto row = std::ranges::find(rows, id.toStdString(), [](const auto& cells) { return cells[0].text; });
        QVERIFY(row != rows.end());
        QTEST(QString::fromStdString((*row)[1].text), "of");
        QTEST(QString::fromStdString((*row)[4].text), "comparable_with");
    }
};

QTEST_GUILESS_MAIN(TestGlossary)
#include "test_glossary.moc"
