// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::report;

class TestHtml : public QObject {
    Q_OBJECT

    static Document example()
    {
        Chart chart;
        chart.title = "A \"chart\" & more";
        chart.notes = {"note <1>"};
        Document document{"Title <b>", {{"s", "Section", {}}}};
        auto& blocks = document.sections[0].blocks;
        blocks.emplace_back(Heading{3, "Head & line"});
        blocks.emplace_back(Sentence{"**bold** and `code` and <b>raw</b>", "rule"});
        blocks.emplace_back(Bullets{{{"one", "a"}, {"*two*", "b"}}});
        blocks.emplace_back(Preformatted{"```\n<pre>"});
        blocks.emplace_back(Table{"Caption", {{"Name", false}, {"ms", true}}, {{{"<x>", {}}, {"1.0", 1.0}}}, {"Note"}});
        blocks.emplace_back(Figure{chart, "charts/itl"});
        return document;
    }

private slots:
    void parts_data()
    {
        QTest::addColumn<QString>("part");
        QTest::newRow("title") << "<title>Title &lt;b&gt;</title>";
        QTest::newRow("section") << "<section id=\"s\">\n<h2>Section</h2>";
        QTest::newRow("heading") << "<h3>Head &amp; line</h3>";
        QTest::newRow("sentence") << "<p><strong>bold</strong> and <code>code</code> and <!-- raw HTML omitted "
                                     "-->raw<!-- raw HTML omitted --></p>";
        QTest::newRow("bullets") << "<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>";
        QTest::newRow("preformatted") << "<pre>```\n&lt;pre&gt;</pre>";
        QTest::newRow("column") << "<th scope=\"col\" class=\"n\">ms</th>";
        QTest::newRow("row") << "<th scope=\"row\">&lt;x&gt;</th><td class=\"n\">1.0</td>";
        QTest::newRow("caption") << "<caption>Caption</caption>";
        QTest::newRow("figure") << "aria-label=\"A &quot;chart&quot; &amp; more\">\n<svg id=\"p\"/>\n";
        QTest::newRow("figure note") << "<p class=\"note\">note &lt;1&gt;</p>";
        QTest::newRow("dark") << "prefers-color-scheme: dark";
    }
    void parts()
    {
        QFETCH(QString, part);
        const auto html = to_html(example(), {{"charts/itl", "<?xml version=\"1.0\"?>\n<svg id=\"p\"/>"}});
        QVERIFY2(QString::fromStdString(html).contains(part), html.c_str());
    }

    void missing_pictures_are_left_out()
    {
        QVERIFY(to_html(example(), {}).find("<figure") == std::string::npos);
        QVERIFY(to_html(example(), {{"charts/itl", "no picture"}}).find("no picture") == std::string::npos);
    }

    void the_page_needs_nothing_else()
    {
        KNEEPOINT_NEEDS_SHARED();
        const auto html = to_html(build_report(tests::seed_study().input), {});
        for (const auto* outside : {"http://", "https://", "<link", "<script", "src="})
            QVERIFY2(html.find(outside) == std::string::npos, outside);
        QVERIFY(html.starts_with("<!DOCTYPE html>\n"));
        QVERIFY(html.ends_with("</html>\n"));
        QCOMPARE(html, to_html(build_report(tests::seed_study().input), {}));
    }

    void markdown_of_the_same()
    {
        const auto text = to_markdown(example(), "svg");
        QVERIFY(text.starts_with("# Title \\<b>\n\n## Section\n\n### Head \\& line\n"));
        QVERIFY(text.find("````text\n```\n<pre>\n````\n") != std::string::npos);
        QVERIFY(text.find("![A \"chart\" \\& more](charts/itl.svg)\n\nnote \\<1>\n") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestHtml)
#include "test_html.moc"
