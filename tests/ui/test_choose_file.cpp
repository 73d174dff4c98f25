// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/report_page.h"
#include "shell/choose_file.h"
#include "shell/main_window.h"
#include "window_test.h"

#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestChooseFile : public QObject {
    Q_OBJECT
    OwnHome m_home;

    static QFileDialog* dialog_of(const QWidget& window)
    {
        for (auto* dialog : window.findChildren<QFileDialog*>())
            if (dialog->isVisible()) return dialog;
        return nullptr;
    }
    /// What a hand does: type a name, choose a kind, press the button.
    static void answer(QFileDialog& dialog, const QString& name, const QString& filter)
    {
        dialog.selectNameFilter(filter);
        emit dialog.filterSelected(filter); // by hand it is told, by program not
        dialog.findChild<QLineEdit*>("fileNameEdit")->setText(name);
        QMetaObject::invokeMethod(&dialog, "accept");
    }

private slots:
    void init()
    {
        m_home.forget();
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void the_kind_gives_the_ending_that_was_not_typed_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("first kind") << "one" << "Markdown (*.md)" << "one.md";
        QTest::newRow("last kind") << "one" << "PDF (*.pdf)" << "one.pdf";
        QTest::newRow("typed") << "one.md" << "PDF (*.pdf)" << "one.md";
    }
    void the_kind_gives_the_ending_that_was_not_typed()
    {
        QFETCH(QString, typed);
        QFETCH(QString, filter);
        QFETCH(QString, chosen);
        QWidget window;
        window.show();
        QStringList files;
        choose_to_write(&window, "Write", "proposed", {{"Markdown", "md"}, {"PDF", "pdf"}},
                        [&files](const QString& file) { files << file; });
        auto* dialog = dialog_of(window); // it did not wait for an answer
        QVERIFY(dialog && files.isEmpty());
        QCOMPARE(dialog->findChild<QLineEdit*>("fileNameEdit")->text(), QString("proposed"));
        answer(*dialog, m_home.path(typed), filter);
        QCOMPARE(files, QStringList{m_home.path(chosen)});
        QTRY_VERIFY(window.findChildren<QFileDialog*>().isEmpty());
    }

    void who_cancels_is_not_asked_again()
    {
        QWidget window;
        window.show();
        bool chosen = false;
        choose_to_open(&window, "Open", QFileDialog::Directory, {}, [&chosen](const QStringList&) { chosen = true; });
        dialog_of(window)->reject();
        QTRY_VERIFY(window.findChildren<QFileDialog*>().isEmpty());
        QVERIFY(!chosen);
    }

    void the_report_is_written_where_the_dialog_says()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples() + "/h200-llama-3.1-8b-fp8/streams"});
        window.show_page(PageId::report);
        for (auto* button : window.page_in_sight()->findChildren<QPushButton*>())
            if (button->text() == "Write report…") button->click();
        auto* dialog = dialog_of(window);
        QVERIFY(dialog);
        answer(*dialog, m_home.path("by dialog"), "HTML page (*.html)");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_home.path("by dialog.html")), 30000);
    }

    void chart_and_workspace_are_written_where_the_dialog_says()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples() + "/h200-llama-3.1-8b-fp8/streams"});
        window.show_page(PageId::compare);
        window.export_chart();
        answer(*dialog_of(window), m_home.path("chart"), "PNG (*.png)");
        QTRY_VERIFY(QFile::exists(m_home.path("chart.png")) && QFile::exists(m_home.path("chart.csv")));
        QTRY_VERIFY(!dialog_of(window));
        window.save_workspace();
        answer(*dialog_of(window), m_home.path("study"), "Workspaces (*.kneepoint)");
        QTRY_VERIFY(QFile::exists(m_home.path("study.kneepoint")));
        QTRY_VERIFY(window.windowTitle().startsWith("study.kneepoint"));
    }
};

QTEST_MAIN(TestChooseFile)
#include "test_choose_file.moc"
