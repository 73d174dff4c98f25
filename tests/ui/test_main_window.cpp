// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/command_palette.h"
#include "shell/main_window.h"
#include "shell/pictures.h"
#include "shell/settings.h"
#include "shell/why_bar.h"
#include "window_test.h"

#include "pages/page.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QSet>
#include <QUndoStack>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestMainWindow : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void init()
    {
        m_home.forget();
        qputenv("KNEEPOINT_EXAMPLES", examples().toUtf8());
    }

    void opens_examples_and_shows_the_answer()
    {
        MainWindow window;
        window.show();
        QCOMPARE(window.page_in_sight()->title(), QString("Library"));
        window.actions_of_window().action("open-examples")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(is_settled(window.session()), 120000);
        QTRY_COMPARE(window.page_in_sight()->title(), QString("Compare"));
        QVERIFY(window.windowTitle().startsWith("examples"));
        QVERIFY(!window.session().comparisons().empty());
        QCOMPARE(settings::recent().value(0), QFileInfo(examples()).canonicalFilePath());
    }

    // 1600 x 900 at a scale of 1.5.
    void fits_a_small_screen()
    {
        MainWindow window;
        window.show();
        window.actions_of_window().action("open-examples")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(is_settled(window.session()), 120000);
        QTRY_COMPARE(window.page_in_sight()->title(), QString("Compare"));
        QTRY_VERIFY(window.findChild<QWidget*>("pair-candidate-0"));
        QTRY_VERIFY(window.findChild<QWidget*>("pair-candidate-0")->isVisible()); // the bar has all that it will have
        QVERIFY2(window.minimumSizeHint().width() <= 1066,
                 qPrintable(QString::number(window.minimumSizeHint().width())));
        QVERIFY2(window.minimumSizeHint().height() <= 600,
                 qPrintable(QString::number(window.minimumSizeHint().height())));
    }

    void drops_a_folder()
    {
        MainWindow window;
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(examples())});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QTRY_VERIFY_WITH_TIMEOUT(is_settled(window.session()), 120000);
        QCOMPARE(window.session().paths(), QStringList{examples()});
    }

    void every_action_is_registered_once()
    {
        MainWindow window;
        QSet<QString> ids;
        QSet<QKeySequence> keys;
        for (const auto* action : window.actions_of_window().all()) {
            QVERIFY2(!action->objectName().isEmpty() && !ids.contains(action->objectName()),
                     qPrintable(action->text()));
            ids.insert(action->objectName());
            for (const auto& key : action->shortcuts()) {
                QVERIFY2(!keys.contains(key), qPrintable(action->objectName() + " repeats " + key.toString()));
                keys.insert(key);
            }
        }
        for (const auto* key :
             {"Ctrl+O", "Ctrl+K", "Ctrl+E", "Ctrl+Shift+C", "F1", "F2", "F5", "Ctrl+1", "Ctrl+4", "Ctrl+V"})
            QVERIFY2(keys.contains(QKeySequence(QString(key))), key);
    }

    void palette_lists_and_runs()
    {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = window.findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        QVERIFY(palette->listed().size() >= window.actions_of_window().all().size());
        auto* line = palette->findChild<QLineEdit*>();
        QTest::keyClicks(line, "show rep");
        QCOMPARE(palette->listed().value(0), QString("Show Report"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(window.page_in_sight()->title(), QString("Report"));
        QVERIFY(!palette->isVisible());
        window.open_palette();
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void matches_words_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("matches");
        QTest::newRow("empty") << "" << true;
        QTest::newRow("part") << "chart" << true;
        QTest::newRow("words in any order") << "chart exp" << true;
        QTest::newRow("initials") << "ec" << true;
        QTest::newRow("other") << "table" << false;
    }
    void matches_words()
    {
        QFETCH(QString, filter);
        QTEST(ui::matches_words("Export chart", filter), "matches");
    }

    void pair_is_changed_and_undone()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples()});
        const auto base = window.session().current_pair().base;
        window.actions_of_window().action("swap")->trigger();
        QTRY_VERIFY(window.session().current_pair().base != base);
        window.actions_of_window().action("undo")->trigger();
        QTRY_COMPARE(window.session().current_pair().base, base);
    }

    void exports_and_copies()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples()});
        window.show_page(PageId::compare);
        const auto file = m_home.path("itl.svg");
        window.export_chart_to(file);
        QTRY_VERIFY(window.notifications().sentence().contains("itl.csv"));
        QVERIFY(QFileInfo(file).size() > 1000);
        QVERIFY(QFileInfo(m_home.path("itl.csv")).size() > 100);
        for (const auto* wrong : {"no/such/folder/itl.svg", "itl.gif"}) {
            window.notifications().clear();
            window.export_chart_to(m_home.path(wrong));
            QTRY_VERIFY2(window.notifications().sentence().contains(wrong), wrong);
        }
        window.copy_table(MainWindow::TableFormat::markdown);
        QVERIFY(QApplication::clipboard()->text().startsWith("|"));
    }

    void numbers_replace_their_own_file_and_no_result()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples()});
        window.show_page(PageId::compare);
        QFile result(m_home.path("a.csv"));
        QVERIFY(result.open(QIODevice::WriteOnly) && result.write("model,ttft\n") > 0);
        result.close();
        for (const auto& [picture, numbers] :
             {std::pair("a.svg", "a-data.csv"), {"b.svg", "b.csv"}, {"b.png", "b.csv"}}) {
            window.notifications().clear();
            window.export_chart_to(m_home.path(picture));
            QTRY_VERIFY2(window.notifications().sentence().endsWith(QString(numbers) + "."), picture);
        }
        QCOMPARE(QFileInfo(result).size(), 11);
        QVERIFY(!QFile::exists(m_home.path("b-data.csv")));
    }

    void recent_paths_are_not_looked_at_until_they_are_opened()
    {
        settings::clear_recent();
        const auto gone = m_home.path("gone");
        settings::add_recent(gone);
        settings::add_recent(examples());
        settings::add_recent(gone);
        QCOMPARE(settings::recent(), (QStringList{gone, examples()}));
        MainWindow window;
        KNEEPOINT_OPEN(window.session(), {examples()});
        window.open_paths({gone});
        QTRY_VERIFY(window.notifications().sentence().contains(gone));
        QCOMPARE(settings::recent(), QStringList{examples()});
        QCOMPARE(window.session().paths(), QStringList{examples()}); // what is open stays
        QVERIFY(!window.session().catalogue().runs.empty());
    }

    void takes_pictures()
    {
        const auto folder = m_home.path("pictures");
        const auto pictures = take_pictures(*qApp, readme_scenes(examples()), folder);
        QVERIFY2(pictures, pictures ? "" : pictures.error().text.c_str());
        QCOMPARE(pictures->size(), 10); // five pages in two themes
        for (const auto& file : *pictures) {
            QCOMPARE(QImage(file).size(), QSize(1440, 900));
            QVERIFY2(QFileInfo(file).size() < 200 * 1024, qPrintable(file));
        }
    }

    void explains_and_pins()
    {
        MainWindow window;
        window.session().explain("one");
        QCOMPARE(window.why().text(), QString("one"));
        window.actions_of_window().action("pin-why")->trigger();
        window.session().explain("two");
        QCOMPARE(window.why().text(), QString("one"));
        window.actions_of_window().action("pin-why")->trigger();
        window.session().explain("three");
        QCOMPARE(window.why().text(), QString("three"));
    }

    void notifications_wait_their_turn()
    {
        NotificationStrip strip;
        strip.note("a note");
        strip.problem("a problem");
        strip.problem("a problem");
        QCOMPARE(strip.sentence(), QString("a problem"));
        strip.dismiss();
        QCOMPARE(strip.sentence(), QString("a note"));
        bool accepted = false;
        strip.offer("an offer", "Reload", [&] { accepted = true; });
        QCOMPARE(strip.sentence(), QString("an offer"));
        strip.dismiss();
        strip.dismiss();
        QVERIFY(strip.isHidden() && !accepted);
    }

    void pastes()
    {
        MainWindow window;
        QApplication::clipboard()->setText("these are no results");
        window.paste();
        QTRY_VERIFY(!window.notifications().sentence().isEmpty());
        window.notifications().clear();
        QApplication::clipboard()->clear();
        window.paste();
        QVERIFY(!window.notifications().sentence().isEmpty());
    }

    void what_takes_the_focus_has_a_name()
    {
        MainWindow window;
        window.show();
        KNEEPOINT_OPEN(window.session(), {examples()});
        for (const auto id : {PageId::library, PageId::compare, PageId::accuracy, PageId::report}) window.show_page(id);
        QStringList nameless;
        for (const auto* widget : window.findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus) || widget->objectName().startsWith("qt_")) continue;
            const auto text = widget->property("text").toString();
            if (widget->accessibleName().isEmpty() && text.isEmpty())
                nameless << QString("%1 %2 in %3")
                                .arg(widget->metaObject()->className(), widget->objectName(),
                                     widget->parent()->metaObject()->className());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    }
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
