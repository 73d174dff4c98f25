// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared.h"
#include "shell/session.h"
#include "window_test.h"

#include "kneepoint/base/work.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QUndoStack>

using namespace kneepoint;
using namespace kneepoint::tests;
using ui::Session;

class TestSession : public QObject {
    Q_OBJECT
    OwnHome m_home;

private slots:
    void init() { m_home.forget(); }

    void opens_and_pairs()
    {
        Session session;
        QSignalSpy opened(&session, &Session::opened);
        KNEEPOINT_OPEN(session, {examples()});
        QCOMPARE(opened.size(), 1);
        // By the examples' README: one model at fixed streams and in a sweep, another model's accuracy.
        QVERIFY(session.pairing().pairs.size() >= 3);
        const auto pair = session.current_pair();
        QVERIFY2(session.catalogue().run(pair.base)->file().find("streams/base") != std::string::npos,
                 "the pair of fixed streams is shown first");
        QCOMPARE(session.subjects().size(), std::size_t{2});
        QCOMPARE(session.charted().size(), std::size_t{2});
        QCOMPARE(session.charted().back().identity, 1);
        QCOMPARE(session.comparisons().size(), std::size_t{1});
        QVERIFY(session.subjects()[0].label != session.subjects()[1].label);
        QVERIFY2(session.subjects()[0].accuracy == nullptr, "the accuracy pair is of another model");
        QCOMPARE(session.report_input().comparisons.size(), std::size_t{1});
    }

    void joins_the_accuracy_of_the_same_models()
    {
        KNEEPOINT_NEEDS_SHARED();
        Session session;
        KNEEPOINT_OPEN(session, {QString::fromStdString(shared("fixtures/h200").string())});
        // h200_case.md: fixed streams 1 to 256 of base and fp8, each with an lm_eval run.
        QCOMPARE(session.subjects().size(), std::size_t{2});
        QVERIFY(session.subjects()[0].performance->file().find("base/streams") != std::string::npos);
        QVERIFY(session.subjects()[1].performance->file().find("fp8/streams") != std::string::npos);
        for (const auto& subject : session.subjects()) QVERIFY(subject.accuracy && !subject.context.empty());
        QCOMPARE(session.comparisons().front().levels.size(), std::size_t{9});
        QVERIFY(!session.comparisons().front().accuracy.empty());
    }

    void shows_an_accuracy_pair()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        for (const auto& pair : session.pairing().pairs)
            if (pair.kind == RunKind::accuracy) session.show_pair(compare::Pair(pair));
        QTRY_COMPARE(session.current_pair().kind, RunKind::accuracy);
        QVERIFY(session.charted().empty());
        QVERIFY(!session.comparisons().empty() && !session.comparisons().front().accuracy.empty());
    }

    void swaps_and_undoes()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        const auto before = session.current_pair();
        session.swap_pair();
        QTRY_COMPARE(session.current_pair().base, before.candidates.front());
        QCOMPARE(session.current_pair().candidates.front(), before.base);
        session.undo_stack()->undo();
        QTRY_COMPARE(session.current_pair().base, before.base);
        session.undo_stack()->redo();
        QTRY_COMPARE(session.current_pair().base, before.candidates.front());
    }

    void chooses_another_candidate()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        const auto base = session.current_pair().base;
        const auto sweep = run_of_file(session, "sweep/fp8/sweep")->id;
        session.use_as_candidate(sweep);
        QTRY_COMPARE(session.current_pair().candidates, std::vector<std::string>{sweep});
        QCOMPARE(session.current_pair().base, base);
        session.add_candidate(run_of_file(session, "streams/fp8/streams")->id);
        QTRY_COMPARE(session.comparisons().size(), std::size_t{2});
    }

    void refuses_what_is_no_pair()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        QSignalSpy message(&session, &Session::message);
        const auto pair = session.current_pair();
        session.choose_pair(pair.base, {pair.base});
        for (const auto& run : session.catalogue().runs)
            if (run.kind == RunKind::accuracy) {
                session.choose_pair(pair.base, {run.id});
                break;
            }
        session.choose_pair("no such run", {pair.base});
        QCOMPARE(message.size(), 2);
        QCOMPARE(session.undo_stack()->count(), 0);
    }

    void renames_and_remembers()
    {
        std::string id;
        {
            Session session;
            KNEEPOINT_OPEN(session, {examples()});
            id = session.current_pair().base;
            const auto before = session.label(id);
            session.rename(id, "Ours");
            QTRY_COMPARE(session.label(id), QString("Ours"));
            QCOMPARE(session.subjects().front().label, std::string("Ours"));
            session.undo_stack()->undo();
            QTRY_COMPARE(session.label(id), before);
            session.undo_stack()->redo();
        }
        Session again;
        KNEEPOINT_OPEN(again, {examples()});
        QCOMPARE(again.label(id), QString("Ours"));
        again.rename(id, {});
        QTRY_VERIFY(again.label(id) != QString("Ours"));
    }

    void gives_a_scheme()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        const auto id = session.current_pair().candidates.front();
        QSignalSpy catalogue(&session, &Session::catalogue_changed);
        session.set_scheme(id, "W4A16");
        QTRY_COMPARE(catalogue.size(), 1);
        QCOMPARE(session.catalogue().run(id)->setup.scheme, std::string("W4A16"));
        session.undo_stack()->undo();
        QTRY_VERIFY(session.catalogue().run(id)->setup.scheme != "W4A16");
    }

    void a_step_of_the_accepted_loss_draws_nothing_again()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples() + "/tiny-llama-int3-accuracy"});
        QTRY_VERIFY(!session.comparisons().empty());
        const auto verdicts = [&] {
            std::vector<compare::Judgement> found;
            for (const auto& delta : session.comparisons().front().accuracy) found.push_back(delta.verdict);
            return found;
        };
        const auto at_one = verdicts();
        const auto draws_of = [&] {
            std::vector<std::optional<compare::Resampled>> found;
            for (const auto& delta : session.comparisons().front().accuracy)
                if (delta.paired && delta.paired->resampled) found.push_back(delta.paired->resampled);
            return found;
        };
        const auto draws = draws_of();
        QVERIFY(!draws.empty());
        const auto drawn = work_done(Work::resampling);
        QSignalSpy compared(&session, &Session::comparison_changed);
        for (const double margin : {2.0, 5.0, 20.0}) session.set_accuracy_margin(margin);
        QTRY_VERIFY(!session.busy() && !compared.empty());
        QVERIFY(verdicts() != at_one);
        QVERIFY(draws_of() == draws);
        session.set_section_off("methods", true); // nothing that is compared
        QTRY_VERIFY(!session.busy());
        QCOMPARE(work_done(Work::resampling), drawn);
        session.undo_stack()->undo();
        session.undo_stack()->undo(); // the three steps are one
        QTRY_VERIFY(!session.busy());
        QCOMPARE(session.options().accuracy_margin, 1.0);
        QVERIFY(verdicts() == at_one);
        QVERIFY(!session.undo_stack()->canUndo());
        QCOMPARE(work_done(Work::resampling), drawn);
        session.swap_pair();
        QTRY_VERIFY(!session.busy());
        QVERIFY2(work_done(Work::resampling) > drawn, "another pair is drawn");
    }

    // Hashing of files, statistics: of this thread, which is the window's, nothing was asked.
    void nothing_that_takes_time_runs_on_the_window_s_thread()
    {
        const auto hashed = work_done(Work::hashing), drawn = work_done(Work::resampling);
        const auto hashed_here = work_done_here(Work::hashing), drawn_here = work_done_here(Work::resampling);
        Session session;
        KNEEPOINT_OPEN(session, {examples() + "/tiny-llama-int3-accuracy"});
        QTRY_VERIFY(!session.comparisons().empty());
        session.swap_pair();
        QTRY_VERIFY(!session.busy());
        QVERIFY(work_done(Work::hashing) - hashed > 100'000);
        QVERIFY(work_done(Work::resampling) > drawn);
        QVERIFY2(work_done_here(Work::hashing) - hashed_here < 1'000, "names of files, at most");
        QCOMPARE(work_done_here(Work::resampling), drawn_here);
    }

    void the_accepted_loss_is_remembered()
    {
        {
            Session session;
            KNEEPOINT_OPEN(session, {examples()});
            session.set_accuracy_margin(2.5);
            QTRY_VERIFY(!session.busy());
        }
        Session again;
        KNEEPOINT_OPEN(again, {examples()});
        QCOMPARE(again.options().accuracy_margin, 2.5);
        again.set_accuracy_margin(1);
        again.undo_stack()->undo();
        QCOMPARE(again.options().accuracy_margin, 2.5);
        KNEEPOINT_OPEN(again, {examples() + "/h200-llama-3.1-8b-fp8"}); // other results, other choices
        QCOMPARE(again.options().accuracy_margin, 1.0);
    }

    void saves_and_opens_a_workspace()
    {
        const auto file = m_home.path("study.kneepoint");
        std::string id;
        {
            Session session;
            KNEEPOINT_OPEN(session, {examples()});
            id = session.current_pair().base;
            session.rename(id, "Kept");
            session.set_slos({"ttft:p95<=200ms"});
            session.set_accuracy_margin(3);
            QSignalSpy saved(&session, &Session::workspace_saved);
            session.save_workspace(file);
            QVERIFY2(!QFile::exists(file) || saved.isEmpty(), "it is written while the window goes on");
            QTRY_COMPARE(saved.size(), 1);
        }
        Session session;
        KNEEPOINT_OPEN(session, {file});
        QCOMPARE(session.label(id), QString("Kept"));
        QCOMPARE(session.options().slos.size(), std::size_t{1});
        QCOMPARE(session.options().accuracy_margin, 3.0);
        QCOMPARE(session.workspace_file(), file);
    }

    void undo_after_saving_keeps_the_folders()
    {
        const auto file = m_home.path("below/study.kneepoint");
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        const auto id = session.current_pair().base;
        session.rename(id, "Other");
        QSignalSpy saved(&session, &Session::workspace_saved);
        session.save_workspace(file);
        QTRY_COMPARE(saved.size(), 1);
        session.undo_stack()->undo();
        QTRY_VERIFY(session.label(id) != "Other");
        const auto written = [&] { return library::load_workspace(file.toStdString()).value_or(library::Workspace{}); };
        QTRY_VERIFY(written().labels.empty());
        QCOMPARE(written().folders.size(), std::size_t{1});
        KNEEPOINT_OPEN(session, {file});
        QCOMPARE(session.paths(), QStringList{examples()});
    }

    void choices_made_while_saving_are_saved_too()
    {
        const auto file = m_home.path("quick.kneepoint");
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        const auto id = session.current_pair().base;
        for (int i = 0; i < 20; ++i) session.rename(id, QString("Name %1").arg(i));
        session.save_workspace(file);
        session.rename(id, "Last");
        const auto label = [&] {
            const auto kept = library::load_workspace(file.toStdString());
            return kept && kept->labels.contains(id) ? kept->labels.at(id) : std::string();
        };
        QTRY_COMPARE(label(), std::string("Last"));
    }

    void says_when_a_workspace_cannot_be_saved()
    {
        Session session;
        KNEEPOINT_OPEN(session, {examples()});
        QSignalSpy message(&session, &Session::message), saved(&session, &Session::workspace_saved);
        session.save_workspace("/proc/nope/study.kneepoint");
        QTRY_COMPARE(message.size(), 1);
        QVERIFY(message[0].at(0).toString().contains("/proc/nope/study.kneepoint"));
        QCOMPARE(saved.size(), 0);
        QCOMPARE(session.workspace_file(), QString());
    }

    void what_was_remembered_and_cannot_be_read_is_kept_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("damaged") << QByteArray(R"({"schema": "kneepoint.workspace/1", "labels": {"a": )");
        QTest::newRow("newer") << QByteArray(R"({"schema": "kneepoint.workspace/999", "labels": {"a": "mine"}})");
        QTest::newRow("wrong kind") << QByteArray(R"({"schema": "kneepoint.workspace/1", "labels": []})");
        QTest::newRow("empty") << QByteArray();
    }
    void what_was_remembered_and_cannot_be_read_is_kept()
    {
        QFETCH(QByteArray, content);
        const std::filesystem::path remembered = library::remembered_workspace(examples().toStdString());
        const auto name = QString::fromStdString(remembered.string());
        const auto kept = QString(name).replace(".json", ".unread.json");
        const auto kept_again = QString(name).replace(".json", ".unread-2.json");
        QVERIFY(QDir().mkpath(QFileInfo(name).path()));
        const auto damage = [&] {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        };
        damage();
        Session session;
        QSignalSpy message(&session, &Session::message);
        KNEEPOINT_OPEN(session, {examples()});
        QCOMPARE(message.size(), 1);
        QVERIFY2(message[0].at(0).toString().contains("earlier choices"), qPrintable(message[0].at(0).toString()));
        QVERIFY2(!QFile::exists(kept), "to open changes nothing");
        session.rename(session.current_pair().base, "Anew");
        QTRY_COMPARE(message.size(), 2);
        QVERIFY2(message[1].at(0).toString().contains(kept), qPrintable(message[1].at(0).toString()));
        QFile old(kept);
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), content);
        QVERIFY(library::load_workspace(remembered));
        damage(); // meanwhile, by another program
        session.rename(session.current_pair().base, "Again");
        QTRY_VERIFY(QFile::exists(kept_again));
        QVERIFY(QFile::exists(kept));
    }

    void says_what_is_wrong()
    {
        Session session;
        QSignalSpy message(&session, &Session::message);
        session.set_slos({"nonsense<"});
        QCOMPARE(message.size(), 1);
        session.open_clipboard("no results at all");
        QTRY_COMPARE(message.size(), 2);
        session.open({m_home.path("not there")});
        QTRY_COMPARE(message.size(), 3);
        QFile broken(m_home.path("broken.kneepoint"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("{\"schema\": \"kneepoint.workspace/999\"}");
        broken.close();
        session.open({broken.fileName()});
        QTRY_VERIFY(message.size() >= 4);
    }

    void late_results_are_dropped()
    {
        Session session;
        QSignalSpy opened(&session, &Session::opened);
        QTemporaryDir empty;
        session.open({examples()});
        session.open({empty.path()});
        QTRY_VERIFY(!session.busy() && opened.size() == 1);
        QVERIFY(session.catalogue().runs.empty());
        QCOMPARE(session.paths(), QStringList{empty.path()});
    }

    void sees_new_files()
    {
        QTemporaryDir folder;
        const auto source = examples() + "/h200-llama-3.1-8b-fp8/streams/base/nvidia-smi_streams_eval.csv";
        QVERIFY(QFile::copy(source, folder.filePath("one.csv")));
        Session session;
        session.open({folder.path()});
        QTRY_VERIFY(!session.busy() && !session.paths().isEmpty());
        QTest::qWait(500); // the watch has to know the state before
        QSignalSpy changed(&session, &Session::files_changed);
        QVERIFY(QFile::copy(source, folder.filePath("two.csv")));
        QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 15000);
        const auto files = session.catalogue().files;
        session.reload();
        QTRY_VERIFY(session.catalogue().files > files);
    }
};

QTEST_MAIN(TestSession)
#include "test_session.moc"
