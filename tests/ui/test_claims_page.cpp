// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"
#include "window_test.h"

#include "kneepoint/base/work.h"

#include "pages/claims_page.h"
#include "shell/main_window.h"
#include "tables/claims_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTextBrowser>

using namespace kneepoint;
using namespace kneepoint::ui;

namespace {

const char* const markdown = "# Results\n\n"
                             "|Model|Old latency (ms)|New latency (ms)|Speedup|\n|-|-|-|-|\n"
                             "|a|10.0|5.0|2.00x|\n|b|9.0|6.0|1.50x|\n|c|8.0|2.0|4.50x|\n|d|6.0|3.0|2.00x|\n\n"
                             "INT8 would be 30% faster.\n";

} // namespace

/// The page of a checked document, in the real window.
class TestClaimsPage : public QObject {
    Q_OBJECT

    tests::OwnHome m_home;
    QTemporaryDir m_folder;

    QString document(const QByteArray& text)
    {
        QFile file(m_folder.filePath("document.md"));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return {};
        file.write(text);
        return file.fileName();
    }

    static ClaimsPage* shown(MainWindow& window, const QString& file)
    {
        window.show_page(PageId::claims);
        auto* page = static_cast<ClaimsPage*>(window.page(PageId::claims));
        page->open_document(file);
        return page;
    }

    /// Kept for review when the variable names a folder.
    static void keep_picture(MainWindow& window, const QString& name)
    {
        const auto folder = qEnvironmentVariable("KNEEPOINT_PICTURES");
        if (folder.isEmpty()) return;
        window.show();
        QTest::qWait(300);
        window.grab().save(folder + "/" + name + ".png");
    }

private slots:
    void an_empty_page_teaches()
    {
        MainWindow window;
        window.show_page(PageId::claims);
        auto* page = window.page(PageId::claims);
        QCOMPARE(page->title(), "Claims");
        QVERIFY(!page->table());
        QVERIFY(page->findChild<QPushButton*>());
        QVERIFY(!page->help_text().isEmpty());
        keep_picture(window, "claims-empty");
    }

    void a_document_is_listed_and_explained()
    {
        MainWindow window;
        auto* page = shown(window, document(markdown));
        QTRY_VERIFY(!page->review().claims.empty() && !page->busy());
        auto* table = page->findChild<QTableView*>("claims-table");
        QVERIFY(table);
        const QAbstractItemModelTester tester(table->model());
        QCOMPARE(table->model()->rowCount(), 2); // what holds is left out until asked for
        const auto verdict = [&](int row) {
            return table->model()->index(row, ClaimsModel::verdict).data().toString();
        };
        QCOMPARE(verdict(0), "✗ contradicts");
        QCOMPARE(verdict(1), "? unchecked");
        QVERIFY(page->findChild<QTextBrowser*>("claims-details")->toPlainText().contains("8.0/2.0 = 4"));
        QVERIFY(page->findChild<QTextBrowser*>("claims-details")->toPlainText().contains("|c|8.0|2.0|4.50x|"));
        page->findChild<QComboBox*>()->setCurrentIndex(2);
        QCOMPARE(table->model()->rowCount(), 5);
        page->findChild<QLineEdit*>()->setText("expectation");
        QCOMPARE(table->model()->rowCount(), 1);
        page->findChild<QLineEdit*>()->clear();
        window.copy_table(MainWindow::TableFormat::markdown);
        QVERIFY(QApplication::clipboard()->text().contains("contradicts"));
        window.copy_table(MainWindow::TableFormat::csv);
        QVERIFY(QApplication::clipboard()->text().startsWith("Line,Verdict,Stated,Computed,Claim,Why"));
    }

    // Runs are copied for the check by the check's own thread, not by this one, which is the window's.
    void results_are_copied_elsewhere()
    {
        MainWindow window;
        KNEEPOINT_OPEN(window.session(), {tests::examples()});
        const auto here = work_done_here(Work::copying), all = work_done(Work::copying);
        auto* page = shown(window, document(markdown));
        QTRY_VERIFY(!page->review().claims.empty() && !page->busy());
        QVERIFY(work_done(Work::copying) > all);
        QCOMPARE(work_done_here(Work::copying), here);
    }

    void what_cannot_be_read_is_one_sentence_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << "/no/such/document.md" << "No such file";
        QTest::newRow("binary") << document(QByteArray("\x7f"
                                                       "ELF\0\0",
                                                       6))
                                << "zero bytes";
    }
    void what_cannot_be_read_is_one_sentence()
    {
        QFETCH(QString, file);
        QFETCH(QString, says);
        MainWindow window;
        auto* page = shown(window, file);
        QTRY_VERIFY(!page->busy());
        QStringList texts;
        for (const auto* label : page->findChildren<QLabel*>()) texts << label->text();
        QVERIFY2(texts.join('\n').contains(says), qPrintable(texts.join('\n')));
        QVERIFY(!page->table());
    }

    void a_published_analysis()
    {
        KNEEPOINT_NEEDS_SHARED();
        MainWindow window;
        window.resize(1440, 900);
        auto* page = shown(window, QString::fromStdString(tests::shared("seeds/003_5e5aed43e814174c.txt").string()));
        QTRY_VERIFY(!page->review().claims.empty() && !page->busy());
        QCOMPARE(page->review().tables, std::size_t{9});
        keep_picture(window, "claims");
    }
};

QTEST_MAIN(TestClaimsPage)
#include "test_claims_page.moc"
