// SPDX-License-Identifier: GPL-3.0-or-later
#include "places.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// What docs/ promises, against the sources.
class TestDocuments : public QObject {
    Q_OBJECT

    static QString content(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    /// First column of the table of problem codes.
    static QSet<QString> documented_codes()
    {
        const auto formats = content(kneepoint::tests::source_path("docs/formats.md"));
        QSet<QString> codes;
        static const QRegularExpression code("`([^`]+)`");
        for (const auto& line : formats.section("Problem codes\n", 1).split('\n')) {
            if (!line.startsWith("| `")) continue;
            for (auto found = code.globalMatch(line.section('|', 1, 1)); found.hasNext();)
                codes << found.next().captured(1);
        }
        return codes;
    }

    static QString sources()
    {
        QString all;
        QDirIterator files(kneepoint::tests::source_path("core"), {"*.cpp", "*.h"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) all += content(files.next());
        return all;
    }

private slots:
    void every_problem_code_is_documented()
    {
        const auto documented = documented_codes();
        QVERIFY(documented.size() > 70);
        static const QRegularExpression emitted("Severity::(?:note|warning|error)\\s*,\\s*\"([^\"]+)\"");
        int seen = 0;
        const auto text = sources();
        for (auto found = emitted.globalMatch(text); found.hasNext(); ++seen) {
            const auto code = found.next().captured(1);
            const bool of_tool = code.startsWith("tool.") && documented.contains("tool.*");
            QVERIFY2(of_tool || documented.contains(code), qPrintable(code + " is not in docs/formats.md"));
        }
        QVERIFY(seen > 70);
    }

    void every_documented_code_can_be_met()
    {
        const auto text = sources();
        for (const auto& code : documented_codes()) {
            const auto written = code.endsWith('*') ? code.chopped(1) : code;
            // Errors of files are their kind with "-" for "_": unreadable, not-found, too-large.
            QVERIFY2(text.contains('"' + written + '"') ||
                         text.contains('"' + QString(written).replace('-', ' ') + '"'),
                     qPrintable(code + " stands in docs/formats.md and nowhere in core/"));
        }
    }
};

QTEST_APPLESS_MAIN(TestDocuments)
#include "test_documents.moc"
