// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/compare/subjects.h"

#include <QTest>

using namespace kneepoint;
using namespace kneepoint::compare;

namespace {

Run run(const std::string& file, const std::string& model = {}, const std::string& scheme = {},
        const std::string& profile = {})
{
    Run r;
    r.id = file;
    r.provenance.files = {{file, {}, {}}};
    r.setup.model = model;
    r.setup.scheme = scheme;
    if (!profile.empty()) r.setup.facts["load.profile"] = {profile, {}};
    return r;
}

} // namespace

class TestSubjects : public QObject {
    Q_OBJECT
private slots:
    void runs_are_called_by_what_tells_them_apart_data()
    {
        QTest::addColumn<QList<QStringList>>("runs"); // file, model, scheme, profile
        QTest::addColumn<QStringList>("labels");
        QTest::newRow("schemes") << QList<QStringList>{{"a", "m", "BF16", ""}, {"b", "m", "FP8", ""}}
                                 << QStringList{"BF16", "FP8"};
        QTest::newRow("models") << QList<QStringList>{{"a", "org/llama", "", ""}, {"b", "org/llama-x", "", ""}}
                                << QStringList{"llama", "llama-x"};
        QTest::newRow("files") << QList<QStringList>{{"x/console_base.txt", "", "", ""},
                                                     {"x/console_compressed.txt", "", "", ""}}
                               << QStringList{"base", "compressed"};
        QTest::newRow("files that share letters only")
            << QList<QStringList>{{"bravo.txt", "", "", ""}, {"bingo.txt", "", "", ""}}
            << QStringList{"bravo", "bingo"};
        QTest::newRow("one name within the other")
            << QList<QStringList>{{"run.txt", "", "", ""}, {"run_2.txt", "", "", ""}} << QStringList{"run", "run_2"};
        QTest::newRow("same scheme, other model")
            << QList<QStringList>{{"a", "one", "FP8", ""}, {"b", "two", "FP8", ""}}
            << QStringList{"FP8 · one", "FP8 · two"};
        QTest::newRow("same model and scheme, other load")
            << QList<QStringList>{{"a", "m", "FP8", "sweep"}, {"b", "m", "FP8", "concurrent"}}
            << QStringList{"FP8 · sweep", "FP8 · concurrent"};
        QTest::newRow("nothing but the folder")
            << QList<QStringList>{{"p/r.json", "m", "FP8", ""}, {"q/r.json", "m", "FP8", ""}}
            << QStringList{"FP8 · p", "FP8 · q"};
        QTest::newRow("nothing but the file") << QList<QStringList>{{"8b_neuron_std_sweep1.json", "m", "", ""},
                                                                    {"8b_neuron_chunked_sweep1.json", "m", "", ""}}
                                              << QStringList{"m · std", "m · chunked"};
    }
    void runs_are_called_by_what_tells_them_apart()
    {
        QFETCH(QList<QStringList>, runs);
        QFETCH(QStringList, labels);
        std::vector<Run> made;
        for (const auto& r : runs)
            made.push_back(run(r[0].toStdString(), r[1].toStdString(), r[2].toStdString(), r[3].toStdString()));
        std::vector<const Run*> pointers;
        for (const auto& r : made) pointers.push_back(&r);
        QStringList got;
        for (const auto& label : short_labels(pointers)) got << QString::fromStdString(label);
        QCOMPARE(got, labels);
        QCOMPARE(QString::fromStdString(short_labels(pointers, {{made[0].id, "mine"}})[0]), "mine");
    }
};

QTEST_APPLESS_MAIN(TestSubjects)
#include "test_subjects.moc"
