// SPDX-License-Identifier: GPL-3.0-or-later
// Reports into files: without holding up the window, stopped, refused, and the same bytes from every thread.
#include "example_charts.h"
#include "pages/report_export.h"
#include "pages/report_page.h"
#include "plots/report_pdf.h"
#include "shell/writer.h"
#include "window_test.h"

#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>

#include <thread>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

class TestReportExport : public QObject {
    Q_OBJECT
    OwnHome m_home;
    QTemporaryDir m_folder;

    static report::Document document()
    {
        report::Document made{"Comparison", {{"charts", "Charts", {}}}};
        auto& blocks = made.sections[0].blocks;
        blocks.emplace_back(report::Sentence{"A sentence with **weight**.", "rule"});
        blocks.emplace_back(report::Figure{latency_chart(), "charts/itl"});
        blocks.emplace_back(report::Figure{sweep_chart(), "charts/sweep"});
        blocks.emplace_back(report::Figure{scores_chart(6), "charts/scores"});
        return made;
    }
    std::unique_ptr<ReportFiles> files(const QString& name, ReportCharts charts = ReportCharts::svg) const
    {
        const auto path = m_folder.filePath(name).toStdString();
        return std::make_unique<ReportFiles>(document(), path, *report_format_of(path), charts);
    }
    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QPushButton* write_button(const ReportPage& page)
    {
        for (auto* button : page.findChildren<QPushButton*>())
            if (button->text() == "Write report…" || button->text() == "Stop writing") return button;
        return nullptr;
    }
    static bool says(const ReportPage& page, const QString& text)
    {
        for (const auto* label : page.findChildren<QLabel*>())
            if (label->text().contains(text)) return true;
        return false;
    }

private slots:
    void init() { m_home.forget(); }

    void the_ending_names_the_format_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("format");
        QTest::newRow("Markdown") << "a.md" << int(ReportFormat::markdown);
        QTest::newRow("Markdown, long") << "a.b.Markdown" << int(ReportFormat::markdown);
        QTest::newRow("HTML") << "a.HTML" << int(ReportFormat::html);
        QTest::newRow("HTML, short") << "a.htm" << int(ReportFormat::html);
        QTest::newRow("PDF") << "a.pdf" << int(ReportFormat::pdf);
        QTest::newRow("other") << "a.docx" << -1;
        QTest::newRow("none") << "a" << -1;
    }
    void the_ending_names_the_format()
    {
        QFETCH(QString, file);
        const auto format = report_format_of(file.toStdString());
        QTEST(format ? int(*format) : -1, "format");
    }

    void charts_are_drawn_between_events_and_files_written_on_another_thread_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("written");
        QTest::newRow("Markdown") << "a.md"
                                  << QStringList{"a.md", "charts/itl.svg", "charts/sweep.svg", "charts/scores.svg"};
        QTest::newRow("HTML") << "a.html" << QStringList{"a.html"};
        QTest::newRow("PDF") << "a.pdf" << QStringList{"a.pdf"};
    }
    void charts_are_drawn_between_events_and_files_written_on_another_thread()
    {
        QFETCH(QString, file);
        QFETCH(QStringList, written);
        Writer writer;
        ReportExport exporting(writer);
        QSignalSpy stages(&exporting, &ReportExport::stage), ended(&exporting, &ReportExport::ended);
        int turns = 0; // of the event loop while it was drawn
        QTimer ticking;
        connect(&ticking, &QTimer::timeout, this, [&] { turns += exporting.busy(); });
        ticking.start(0);
        exporting.start(files(file));
        QVERIFY(exporting.busy() && !QFile::exists(m_folder.filePath(file)));
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(turns >= 3); // one between two charts at least
        QVERIFY(!exporting.busy());
        QStringList said;
        for (const auto& stage : stages) said << stage.at(0).toString();
        QCOMPARE(said, (QStringList{"Drawing chart 1 of 3", "Drawing chart 2 of 3", "Drawing chart 3 of 3",
                                    "Writing " + file}));
        for (auto& name : written) {
            QVERIFY2(content(name).size() > 500 || name == "a.md", qPrintable(name));
            name = m_folder.filePath(name);
        }
        QCOMPARE(ended[0].at(0).toStringList(), written);
    }

    void every_thread_prints_the_same_bytes()
    {
        auto made = files("b.pdf");
        for (std::size_t i = 0; i < made->charts(); ++i) QVERIFY(made->draw(i));
        QVERIFY(made->write(Progress{}));
        const auto here = content("b.pdf");
        QVERIFY(here.startsWith("%PDF"));
        QByteArray there;
        std::jthread([&] {
            static_cast<void>(made->write(Progress{}));
            there = content("b.pdf");
        }).join();
        QCOMPARE(there, here);
        QVERIFY(write_report_files(document(), m_folder.filePath("c.pdf").toStdString(), ReportFormat::pdf,
                                   ReportCharts::svg));
        QCOMPARE(content("c.pdf"), here);
    }

    void charts_can_be_left_out_or_be_pixels()
    {
        for (const auto* name : {"none.md", "none.html", "none.pdf"}) {
            QCOMPARE(files(name, ReportCharts::none)->charts(), std::size_t{0});
            QVERIFY(write_report_files(document(), m_folder.filePath(name).toStdString(),
                                       *report_format_of(std::string(name)), ReportCharts::none));
        }
        QVERIFY(!content("none.md").contains("!["));
        QVERIFY(!content("none.html").contains("<svg"));
        QVERIFY(content("none.pdf").size() < content("b.pdf").size() / 2);
        QVERIFY(write_report_files(document(), m_folder.filePath("png.md").toStdString(), ReportFormat::markdown,
                                   ReportCharts::png));
        QVERIFY(content("png.md").contains("(charts/itl.png)"));
        QVERIFY(content("charts/itl.png").startsWith("\x89PNG"));
    }

    void it_can_be_stopped_while_drawing_and_while_printing()
    {
        Writer writer;
        ReportExport exporting(writer);
        QSignalSpy stopped(&exporting, &ReportExport::stopped), ended(&exporting, &ReportExport::ended);
        exporting.start(files("stopped.pdf"));
        exporting.stop();
        QTRY_COMPARE(stopped.size(), 1);
        const auto stop_at_last = connect(&exporting, &ReportExport::stage, this, [&](const QString& what) {
            if (what.startsWith("Writing")) exporting.stop();
        });
        exporting.start(files("stopped.pdf"));
        QTRY_COMPARE(stopped.size(), 2);
        QVERIFY(!QFile::exists(m_folder.filePath("stopped.pdf")));
        disconnect(stop_at_last);
        exporting.start(files("stopped.pdf"));
        QTRY_COMPARE(ended.size(), 1);
    }

    void one_sentence_says_that_it_failed()
    {
        Session session;
        ReportPage page(session);
        page.show();
        KNEEPOINT_OPEN(session, {examples() + "/h200-llama-3.1-8b-fp8/streams"});
        QSignalSpy message(&session, &Session::message);
        for (const auto& file : {QString("/proc/nope/comparison.md"), QString("/proc/nope/comparison.pdf"),
                                 m_folder.filePath("comparison.docx")}) {
            message.clear();
            page.export_to(file);
            QTRY_COMPARE(message.size(), 1);
            const auto sentence = message[0].at(0).toString();
            QVERIFY2(sentence.contains(file.endsWith("docx") ? file : "/proc/nope"), qPrintable(sentence));
            QTRY_COMPARE(write_button(page)->text(), QString("Write report…"));
        }
        QTest::qWait(50);
        QCOMPARE(message.size(), 1);
    }

    void the_page_writes_stops_and_says_where()
    {
        Session session;
        ReportPage page(session);
        page.show();
        KNEEPOINT_OPEN(session, {examples() + "/h200-llama-3.1-8b-fp8/streams"});
        page.export_to(m_folder.filePath("page.pdf"));
        QCOMPARE(write_button(page)->text(), QString("Stop writing"));
        QVERIFY(says(page, "Drawing chart 1 of"));
        write_button(page)->click();
        QTRY_VERIFY(says(page, "nothing was written"));
        QVERIFY(!QFile::exists(m_folder.filePath("page.pdf")));
        for (const auto* name : {"page.md", "page.html", "page.pdf"}) {
            page.export_to(m_folder.filePath(name));
            QTRY_VERIFY_WITH_TIMEOUT(says(page, QString("Written: ") + m_folder.filePath(name)), 30000);
            QVERIFY(content(name).size() > 1000);
        }
    }

    void a_report_in_the_watched_folder_is_no_news()
    {
        const auto folder = m_home.path("watched");
        QVERIFY(QDir().mkpath(folder));
        for (const auto* side : {"base", "fp8"})
            QVERIFY(QFile::copy(examples() + "/h200-llama-3.1-8b-fp8/streams/" + side + "/streams.json.gz",
                                folder + "/" + side + ".json.gz"));
        Session session;
        ReportPage page(session);
        KNEEPOINT_OPEN(session, {folder});
        QTest::qWait(500); // the watch has to know the state before
        QSignalSpy changed(&session, &Session::files_changed);
        page.export_to(folder + "/comparison.md");
        QTRY_VERIFY(says(page, "Written: "));
        QVERIFY(QFile::exists(folder + "/charts"));
        QTest::qWait(3000); // the watch looks every two seconds at the latest
        QCOMPARE(changed.size(), 0);
        QFile theirs(folder + "/comparison.md");
        QVERIFY(theirs.open(QIODevice::Append) && theirs.write("edited") > 0);
        theirs.close();
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 15000);
    }
};

QTEST_MAIN(TestReportExport)
#include "test_report_export.moc"
