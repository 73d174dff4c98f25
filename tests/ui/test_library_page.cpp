// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/library_filter.h"
#include "pages/library_page.h"
#include "shell/found_tree.h"
#include "shell/result_tree.h"
#include "shell/run_words.h"
#include "window_test.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QTextBrowser>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestLibraryPage : public QObject {
    Q_OBJECT
    OwnHome m_home;

    static QStringList texts(const QAbstractItemModel& model, const QModelIndex& above = {})
    {
        QStringList lines;
        for (int row = 0; row < model.rowCount(above); ++row) lines << model.index(row, 0, above).data().toString();
        return lines;
    }
    static std::unique_ptr<TreeNode> line(const char* key, const QString& text, qulonglong size)
    {
        auto node = std::make_unique<TreeNode>();
        node->kind = TreeNode::Kind::run;
        node->key = key;
        node->texts << text;
        node->sort << size;
        node->editable = true;
        return node;
    }

private slots:
    void init() { m_home.forget(); }

    void model_and_filter_are_sound()
    {
        TreeModel model(library_columns());
        LibraryFilter filter;
        QAbstractItemModelTester model_tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester filter_tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(&model);
        auto root = std::make_unique<TreeNode>();
        for (const auto* name : {"b", "a"}) {
            auto group = std::make_unique<TreeNode>();
            group->key = name;
            group->texts << name;
            auto& above = root->add(std::move(group));
            above.add(line("1", "ten", 10));
            above.add(line("2", "nine", 9));
        }
        model.set_root(std::move(root));
        filter.sort(0, Qt::AscendingOrder);
        QCOMPARE(texts(filter), (QStringList{"b", "a"})); // groups stay as they are
        QCOMPARE(texts(filter, filter.index(0, 0)), (QStringList{"nine", "ten"}));
        filter.sort(0, Qt::DescendingOrder);
        QCOMPARE(texts(filter), (QStringList{"b", "a"}));
        QCOMPARE(texts(filter, filter.index(0, 0)), (QStringList{"ten", "nine"}));
        filter.set_words("nin");
        QCOMPARE(texts(filter, filter.index(0, 0)), (QStringList{"nine"}));
        filter.set_words("nothing");
        QCOMPARE(filter.rowCount(), 0);
        filter.set_words({});
        model.set_root(std::make_unique<TreeNode>());
        QCOMPARE(filter.rowCount(), 0);
    }

    void editing_asks_for_a_name()
    {
        TreeModel model({"Found"});
        auto root = std::make_unique<TreeNode>();
        root->add(line("id", "old", 1));
        model.set_root(std::move(root));
        QString asked;
        connect(&model, &TreeModel::renamed, this, [&](const std::string&, const QString& name) { asked = name; });
        QVERIFY(!model.setData(model.index(0, 0), "old", Qt::EditRole));
        QVERIFY(model.setData(model.index(0, 0), "new", Qt::EditRole));
        QCOMPARE(asked, QString("new"));
    }

    void lists_what_was_found()
    {
        Session session;
        LibraryPage page(session);
        page.resize(1200, 800);
        page.show();
        QVERIFY(!page.table());
        QAbstractItemModelTester tester(page.tree()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        KNEEPOINT_OPEN(session, {examples()});
        const auto groups = texts(*page.tree()->model());
        QVERIFY(groups.front().startsWith("Pairs (3"));
        QVERIFY(groups.at(1).startsWith("Runs (6"));
        const auto* run = run_of_file(session, "streams/fp8/streams");
        QVERIFY(page.select_run(run->id));
        const auto details = page.findChild<QTextBrowser*>("library-details")->toPlainText();
        QVERIFY2(details.contains(QString::fromStdString(run->file())), qPrintable(details.left(400)));
        QCOMPARE(page.table()->rows.size(), session.catalogue().runs.size());
    }

    void columns_fit_a_small_window()
    {
        Session session;
        LibraryPage page(session);
        page.resize(1018, 750); // of a window of 1280 by 800 with the dock
        page.show();
        KNEEPOINT_OPEN(session, {examples()});
        const auto* header = page.tree()->header();
        QTRY_COMPARE(page.tree()->horizontalScrollBar()->maximum(), 0);
        const auto hidden = [&](const char* name) { return header->isSectionHidden(library_columns().indexOf(name)); };
        for (const auto* name : {"Found", "Model", "Scheme", "Measured", "Tool"}) QVERIFY2(!hidden(name), name);
        QVERIFY(hidden("Format"));
        page.resize(1900, 750);
        QTRY_VERIFY(!hidden("Format") && !hidden("Started") && !hidden("File"));
        QCOMPARE(page.tree()->horizontalScrollBar()->maximum(), 0);
        page.resize(1018, 750);
        QTRY_VERIFY(hidden("Format"));
        QCOMPARE(int(page.table()->columns.size()), int(library_columns().size())); // a copy holds all of them
    }

    void searches()
    {
        Session session;
        LibraryPage page(session);
        KNEEPOINT_OPEN(session, {examples()});
        page.findChild<QLineEdit*>("library-search")->setText("zzz no such thing");
        QTRY_COMPARE(page.tree()->model()->rowCount(), 0);
        page.findChild<QLineEdit*>("library-search")->setText("README");
        QTRY_COMPARE(page.tree()->model()->rowCount(), 1);
    }

    // The base was evaluated twice: the second file stands for nothing alone, and the Library says what it repeats.
    void a_repetition_is_named_for_what_it_repeats()
    {
        QTemporaryDir folder;
        const auto source = examples() + "/tiny-llama-int3-accuracy/";
        const auto copy = [&](const QString& from, const QString& to, const QByteArray& more) {
            QFile in(from), out(folder.filePath(to));
            QVERIFY(QDir(folder.path()).mkpath(QFileInfo(to).path()));
            QVERIFY(in.open(QIODevice::ReadOnly) && out.open(QIODevice::WriteOnly));
            out.write(in.readAll() + more);
        };
        const auto base = source + "tiny-base/results_2026-11-21T06-13-39.445809.json";
        copy(base, "tiny-base/results_2026-11-21T06-13-39.445809.json", {});
        copy(base, "tiny-base/results_2026-11-22T07-00-00.123456.json", "\n");
        copy(source + "tiny-int3/results_2026-11-21T06-13-51.271312.json",
             "tiny-int3/results_2026-11-21T06-13-51.271312.json", {});
        Session session;
        KNEEPOINT_OPEN(session, {folder.path()});
        QCOMPARE(session.pairing().pairs.size(), std::size_t{1});
        const auto* repeated = run_of_file(session, "06-13-39.445809");
        const auto* second = run_of_file(session, "07-00-00.123456");
        QVERIFY(repeated && second);
        QCOMPARE(standing(session, *second), "repetition of " + QString::fromStdString(repeated->file()));
        QVERIFY(standing(session, *repeated).startsWith("base of a pair"));
        QTRY_VERIFY(!session.comparisons().empty());
        const auto& row = session.comparisons().front().accuracy.front();
        QCOMPARE(row.base_between->runs, std::size_t{2});
        QCOMPARE(row.base_between->deviation, 0.0);
    }

    void enter_compares_a_pair()
    {
        Session session;
        LibraryPage page(session);
        page.show();
        KNEEPOINT_OPEN(session, {examples()});
        bool wanted = false;
        connect(&page, &LibraryPage::compare_wanted, this, [&] { wanted = true; });
        const auto* run = run_of_file(session, "sweep/base/sweep");
        QVERIFY(page.select_run(run->id));
        page.tree()->setFocus();
        QTest::keyClick(page.tree(), Qt::Key_Return);
        QVERIFY(wanted);
        QTRY_COMPARE(session.current_pair().base, run->id);
    }
};

QTEST_MAIN(TestLibraryPage)
#include "test_library_page.moc"
