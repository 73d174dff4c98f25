// SPDX-License-Identifier: GPL-3.0-or-later
#include "places.h"
#include "program.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

#ifdef KNEEPOINT_SANITIZED
constexpr qint64 number_bytes = 150'000'000; // the sanitizer multiplies time and memory
#else
constexpr qint64 number_bytes = 1'000'000'000;
#endif

/// A folder with one good result, which no bad neighbour may cost.
class Folder {
public:
    Folder() { write("good.json", accuracy("0.5")); }
    QString path(const QString& name = {}) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) qFatal("cannot write a file");
    }
    static QByteArray accuracy(const QByteArray& value)
    {
        return R"({"results": {"piqa": {"alias": "piqa", "acc,none": )" + value +
               R"(}}, "configs": {}, "versions": {"piqa": 1}, "n-shot": {"piqa": 0}, "config": {}})";
    }

private:
    QTemporaryDir m_folder;
};

/// A GuideLLM report of one level, with the parts that a case wants to be odd.
struct Report {
    QByteArray counts = R"("successful": 3, "errored": 0, "incomplete": 0, "total": 3)";
    QByteArray ttft =
        R"("mean": 21.0, "median": 21.0, "min": 20.0, "max": 22.0, "count": 3, "percentiles": {"p50": 21.0, "p95": 22.0})";
    QByteArray tokens = "32";
    QByteArray latency = "0.25";
    QByteArray end = R"("end_time": 1790000010.0)";

    QByteArray json() const
    {
        return R"({"metadata": {"version": 1, "guidellm_version": "0.5.4"}, "args": {}, "benchmarks": [)"
               R"({"type_": "generative_benchmark", "config": {"strategy": {"type_": "concurrent", "streams": 4}}, )"
               R"("metrics": {"request_totals": {)" +
               counts + R"(}, "time_to_first_token_ms": {"successful": {)" + ttft +
               R"(}}}, "requests": {"successful": [{"type_": "generative_request_stats", "request_id": "r", )"
               R"("request_start_time": 1790000000.5, "request_latency": )" +
               latency + R"(, "output_tokens": )" + tokens +
               R"(}], "errored": [], "incomplete": []}, "start_time": 1790000000.0, )" + end +
               R"(, "duration": 10.0}]})";
    }
};

const QByteArray no_latency = R"("mean": 0.0, "median": 0.0, "min": 0.0, "max": 0.0, "count": 0, "percentiles": {})";

QByteArray utf16(const QByteArray& text)
{
    QByteArray wide = "\xFF\xFE";
    for (const char c : text) wide.append(c).append('\0');
    return wide;
}

/// An archive of one member that holds `size` blanks.
QByteArray packed(const char* member, std::size_t size, int (*format)(archive*), int (*filter)(archive*))
{
    const std::string blanks(size, ' ');
    QByteArray bytes(1 << 20, '\0');
    std::size_t used = 0;
    auto* out = archive_write_new();
    format(out);
    filter(out);
    archive_write_set_bytes_in_last_block(out, 1);
    archive_write_open_memory(out, bytes.data(), static_cast<std::size_t>(bytes.size()), &used);
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(size));
    archive_write_header(out, entry);
    archive_write_data(out, blanks.data(), blanks.size());
    archive_entry_free(entry);
    archive_write_close(out);
    archive_write_free(out);
    return bytes.first(static_cast<qsizetype>(used));
}

QStringList files_of(const QJsonArray& list)
{
    QStringList files;
    for (const auto& item : list) files << item["file"_L1].toString().section('!', 0, 0);
    return files;
}

} // namespace

/// The bad inputs of a library of results, through the program: each costs only itself and says why.
class TestBadInput : public QObject {
    Q_OBJECT
private slots:
    void one_file_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("exit"); // of `show`: 0 read, 1 no result, 3 a damaged one
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* file, const QByteArray& content, int exit, const char* says) {
            QTest::newRow(name) << QString(file) << content << exit << QByteArray(says);
        };
        const auto score = Folder::accuracy("0.6");
        const QByteArray deep = QByteArray(10'000, '[') + QByteArray(10'000, ']');
        row("empty", "bad.json", "", 1, "The file is empty.");
        row("half", "bad.json", Report().json().first(700), 3, "cut off");
        row("not UTF-8", "bad.json", QByteArray(score).replace("\"piqa\", \"acc", "\"\xE9\", \"acc"), 3, "not UTF-8");
        row("UTF-16", "bad.json", utf16(score), 0, "piqa");
        row("byte-order mark", "bad.json", "\xEF\xBB\xBF" + score, 0, "piqa");
        row("10,000 levels", "bad.json", deep, 1, "no result");
        row("10,000 levels in a report", "bad.json", "{\"benchmarks\": " + deep + "}", 3, "nested deeper");
        row("10,000 levels in results", "bad.json", Folder::accuracy(deep), 3, "nested deeper");
        row("10,000 levels in YAML", "bad.yaml",
            "args: {}\nbenchmarks:\n- type_: generative_benchmark\n  config: " + deep, 3, "nested deeper");
        row("duplicate keys", "bad.json", Folder::accuracy(R"(0.6, "acc,none": 0.7)"), 0, "\"acc,none\" appears twice");
        row("negative time", "bad.json", Report{.latency = "-0.25"}.json(), 0, "1 negative time");
        row("end before start", "bad.json", Report{.end = R"("end_time": 1780000000.0)"}.json(), 0,
            "ends before it starts");
        row("percentiles that decrease", "bad.json",
            Report{.ttft = R"("median": 21.0, "count": 3, "percentiles": {"p50": 21.0, "p95": 19.0})"}.json(), 0,
            "a higher percentile is lower");
        row("counts that disagree", "bad.json",
            Report{.counts = R"("successful": 3, "errored": 0, "incomplete": 0, "total": 9)"}.json(), 0,
            "states 9 requests in all");
        row("zero requests", "bad.json",
            Report{.counts = R"("successful": 0, "errored": 0, "incomplete": 0, "total": 0)", .ttft = no_latency}
                .json(),
            0, "counts no request at all");
        row("all requests failed", "bad.json",
            Report{.counts = R"("successful": 0, "errored": 7, "incomplete": 0, "total": 7)", .ttft = no_latency}
                .json(),
            0, "No request succeeded (7 failed");
        row("Google Benchmark", "bad.json", R"({"context": {}, "benchmarks": [{"name": "BM_x", "real_time": 1.0}]})", 1,
            "no result");
        row("pytest-benchmark", "bad.json", R"({"machine_info": {}, "benchmarks": [{"name": "x", "stats": {}}]})", 1,
            "no GuideLLM report");
        row("vllm bench serve", "bad.json", R"({"backend": "vllm", "request_throughput": 3.1, "mean_ttft_ms": 2.5})", 1,
            "no result");
        row("pickle", "bad.pkl", QByteArray("\x80\x04\x95\x10\0\0\0", 7), 1, "json.dump");
        row("old pickle", "bad.json", "(dp0\nVresults\np1\n(dp2\nVa\np3\nI1\nss.", 1, "json.dump");
        row("zip bomb", "bad.zip",
            packed("r.json", 64 << 20, archive_write_set_format_zip, archive_write_add_filter_none), 3, "unpacks to");
        row("gzip bomb", "bad.json.gz",
            packed("r.json", 64 << 20, archive_write_set_format_raw, archive_write_add_filter_gzip), 3, "unpacks to");
        row("names that lead out", "bad.zip",
            packed("../r.json", 9, archive_write_set_format_zip, archive_write_add_filter_none), 1, "leads out");
    }
    void one_file()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, says);
        const Folder folder;
        folder.write(file, content);
        const auto shown = run({"show", folder.path(file)});
        QTEST(shown.exit, "exit");
        QVERIFY2((shown.output + shown.errors).contains(says), shown.output + shown.errors);

        const auto all = run({"import", folder.path(), "--json"});
        QCOMPARE(all.exit, 0);
        const auto runs = files_of(all.json()["runs"].toArray());
        QVERIFY(runs.contains("good.json"));
        QCOMPARE(runs.contains(file), shown.exit == 0);
        QCOMPARE(files_of(all.json()["skipped"].toArray()).contains(file), shown.exit != 0);
        QVERIFY(!QFile::exists(folder.path("../r.json")));
    }

    // The inputs of the fuzz targets are small files of every format.
    void truncated_data()
    {
        QTest::addColumn<QString>("file");
        const QDir corpus(kneepoint::tests::source_path("tests/fuzz/corpus"));
        for (QDirIterator each(corpus.path(), QDir::Files, QDirIterator::Subdirectories); each.hasNext();) {
            const auto file = each.next();
            QTest::newRow(qPrintable(corpus.relativeFilePath(file))) << file;
        }
    }
    void truncated()
    {
        QFETCH(QString, file);
        QFile whole(file);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const auto content = whole.readAll();
        const Folder folder;
        QSet<QString> written{"good.json"};
        for (int part = 0; part < 64; ++part) {
            const auto name = u"%1-%2"_s.arg(part).arg(QFileInfo(file).fileName());
            folder.write(name, content.first(content.size() * part / 64));
            written.insert(name);
        }
        const auto all = run({"import", folder.path(), "--json"});
        QVERIFY2(all.exit == 0, all.errors);
        QSet<QString> found;
        for (const auto& item : all.json()["runs"].toArray())
            for (const auto& source : files_of(item["files"_L1].toArray())) found.insert(source);
        QVERIFY(found.contains("good.json"));
        for (const auto& skipped : files_of(all.json()["skipped"].toArray())) found.insert(skipped);
        QCOMPARE(found, written);
    }

    void a_number_of_a_gigabyte_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("in results") << Folder::accuracy("@") << QByteArray("does not fit");
        QTest::newRow("in a request") << Report{.tokens = "@"}.json() << QByteArray("");
        QTest::newRow("beside the requests") << Report{.counts = R"("total": @)"}.json() << QByteArray("beside its");
    }
    void a_number_of_a_gigabyte()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, says);
        const Folder folder;
        QFile file(folder.path("bad.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content.left(content.indexOf('@')));
        const QByteArray digits(1'000'000, '7');
        for (qint64 written = 0; written < number_bytes; written += digits.size())
            if (file.write(digits) != digits.size()) QSKIP("there is no room for a file of 1 GB");
        file.write(content.sliced(content.indexOf('@') + 1));
        file.close();
        const auto all = run({"import", folder.path()});
        QCOMPARE(all.exit, 0);
        QVERIFY(all.output.contains("good.json"));
        QVERIFY2((all.output + all.errors).contains(says), all.output + all.errors);
#ifndef KNEEPOINT_SANITIZED
        rusage used{};
        ::getrusage(RUSAGE_CHILDREN, &used); // the most of all children so far, so this one's at most
        QVERIFY2(used.ru_maxrss < 2 * (number_bytes >> 10) + (64 << 10), qPrintable(QString::number(used.ru_maxrss)));
#endif
    }

    void a_folder_named_json()
    {
        const Folder folder;
        QVERIFY(QDir(folder.path()).mkdir("folder.json"));
        folder.write("folder.json/inside.json", Folder::accuracy("0.6"));
        const auto shown = run({"show", folder.path("folder.json")});
        QCOMPARE(shown.exit, 0);
        QVERIFY(QDir(folder.path()).mkdir("empty.json"));
        const auto empty = run({"show", folder.path("empty.json")});
        QCOMPARE(empty.exit, 1);
        QVERIFY2(empty.errors.contains("No results"), empty.errors);
        const auto all = run({"import", folder.path(), "--json"});
        QCOMPARE(files_of(all.json()["runs"].toArray()), QStringList({"folder.json/inside.json", "good.json"}));
    }

    void an_empty_folder()
    {
        const QTemporaryDir folder;
        const auto all = run({"import", folder.path()});
        QCOMPARE(all.exit, 1);
        QVERIFY2(all.errors.contains("No results"), all.errors);
    }

    void no_permission()
    {
        const Folder folder;
        folder.write("locked.json", Folder::accuracy("0.6"));
        QFile::setPermissions(folder.path("locked.json"), {});
        QStringList command{qEnvironmentVariable("KNEEPOINT_PROGRAM"), "import", folder.path()};
        if (::geteuid() == 0) { // root without its privileges is only an owner
            if (QStandardPaths::findExecutable("setpriv").isEmpty()) QSKIP("root may read everything; no setpriv");
            command = QStringList{"setpriv", "--bounding-set=-all", "--inh-caps=-all"} + command;
        }
        const auto all = run_program(command.takeFirst(), command);
        QVERIFY2(all.exit == 0, all.errors);
        QVERIFY(all.output.contains("good.json"));
        QVERIFY2(all.output.contains("locked.json: No permission to read it"), all.output);
    }

    void ten_thousand_files()
    {
        const Folder folder;
        for (int i = 0; i < 10'000; ++i)
            folder.write(u"%1.json"_s.arg(i), i % 2 == 0 ? Folder::accuracy(QByteArray::number(i)) : "{");
        const auto all = run({"import", folder.path(), "--json"});
        QCOMPARE(all.exit, 0);
        QCOMPARE(all.json()["runs"].toArray().size(), 5'001);
        QCOMPARE(all.json()["skipped"].toArray().size(), 5'000);
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
