// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_lab.h"
#include "shell_text.h"

#include "kneepoint/hosts/quote.h"

#ifndef Q_MOC_RUN // it counts the braces in raw strings
#include "job_scripts.h"
#endif

#include <QDirIterator>

#include <cstdio>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::runs;
using namespace kneepoint::tests;
using protocol::Place;

/// Row 18 of the table of faults, for each byte: a step's command goes to the host's sh in a frame, and the line is cut
/// after so many of its bytes. What the sh does with a part of a frame is what happens behind a real line; there every
/// byte would take two log-ins (test_job_faults takes a sample of them).
class TestEveryByte : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Shell> m_shell;
    std::string m_root, m_supervisor;
    std::string m_job;

    static constexpr const char* token = "0123456789abcdef0123456789abcdef";

    Place place() const { return {m_root, m_job}; }
    QString path(const QString& name) const { return QString::fromStdString(place().folder()) + '/' + name; }
    static std::string frame(std::string_view script, std::vector<std::string> arguments)
    {
        Command command;
        command.script = std::string(scripts::about_processes) + std::string(script);
        command.argv = std::move(arguments);
        const auto text = command_text(command);
        if (!text) qFatal("%s", to_string(text.error()).c_str());
        return frame_text(token, 1, *text, {});
    }
    /// The loop of a host's sh that gets this much, and then the end of the line.
    static void give(std::string_view text)
    {
        static const auto loop = "exec sh -c " + hosts::quoted(bootstrap_text(token, {})) + " >/dev/null 2>&1";
        auto* sh = ::popen(loop.c_str(), "w");
        if (sh == nullptr || std::fwrite(text.data(), 1, text.size(), sh) != text.size()) qFatal("no sh");
        ::pclose(sh);
    }
    /// Every file and folder, with what is in it.
    QMap<QString, QByteArray> tree() const
    {
        QMap<QString, QByteArray> found;
        QDirIterator all(m_folder->path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const auto name = all.next();
            found[name] = all.fileInfo().isFile() ? text_of(name) : QByteArray();
        }
        return found;
    }
    /// Nothing happens before the last byte has come.
    void verify_nothing_of_a_part(const std::string& whole) const
    {
        const auto before = tree();
        for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) give(std::string_view(whole).substr(0, bytes));
        QVERIFY(tree() == before);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_shell = connected(this_computer(m_folder->path()));
        m_root = wait_for(protocol::open_root(m_shell.get())).value();
        m_supervisor = wait_for(protocol::place_program(m_shell.get(), m_root, "supervisor.sh",
                                                        std::string(job_text("supervisor.sh"))))
                           .value();
        m_job = new_job_id(std::chrono::system_clock::now());
    }
    void cleanup() { end_job(m_job); }

    void row_18_the_line_is_cut_at_every_byte_of_every_step()
    {
        const auto create = frame(scripts::create, {m_root, m_job, "spec", "0123456789abcdef", "anna@laptop", "a job"});
        verify_nothing_of_a_part(create);
        give(create); // the answer is lost
        QCOMPARE(text_of(path("spec")), "spec\n");
        QCOMPARE(wait_for(protocol::create(m_shell.get(), place(), "spec", "0123456789abcdef")).value(),
                 protocol::Created::exists);

        const auto equip = frame(scripts::equip, {m_root, m_job, "", "scripts", "deep/er"});
        verify_nothing_of_a_part(equip);
        give(equip);
        QVERIFY(QDir(path("deep/er")).exists());
        const auto equipped = tree();
        QVERIFY(wait_for(protocol::equip(m_shell.get(), place(), {"scripts", "deep/er"}, "")));
        QVERIFY(tree() == equipped);

        write_text(path("run.sh"), "echo once >>count; mkdir out; echo 1 >out/1\n");
        const auto hash = sha256(job_text("supervisor.sh"));
        const auto start = frame(scripts::start, {m_root, m_job, m_supervisor, hash});
        verify_nothing_of_a_part(start);
        give(start);
        QVERIFY(QFile::exists(path("started")));
        QCOMPARE(wait_for(protocol::start(m_shell.get(), place(), m_supervisor, hash, {}))->what,
                 protocol::Started::already);
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(path("done")) && processes_of(m_job).isEmpty(); }, 60000));
        QCOMPARE(text_of(path("count")), "once\n");
        QCOMPARE(text_of(path("manifest")).count('\n'), 1);

        const auto receipt = frame(scripts::receipt, {m_root, m_job, "0123456789abcdef", "got it"});
        verify_nothing_of_a_part(receipt);
        give(receipt);
        const auto clean = frame(scripts::clean, {m_root, m_job, "0123456789abcdef", ""});
        verify_nothing_of_a_part(clean);
        QCOMPARE(text_of(path("out/1")), "1\n");
        give(clean);
        QVERIFY(!QFile::exists(path("")));
        QVERIFY(wait_for(protocol::clean(m_shell.get(), place(), "0123456789abcdef", protocol::Clean::when_fetched)));
    }
};

QTEST_GUILESS_MAIN(TestEveryByte)
#include "test_every_byte.moc"
