// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/askpass.h"
#include "kneepoint/hosts/shell.h"

#include "lab.h"

#include <QSignalSpy>

#include <memory>

using namespace kneepoint;
using namespace kneepoint::hosts;
using namespace kneepoint::tests;

/// ssh's questions, put by a real ssh to a real sshd. Row numbers are those of the table of faults.
class TestAskpass : public QObject {
    Q_OBJECT

    std::unique_ptr<Sshd> m_sshd;
    std::vector<Question> m_questions;

    /// Connects once and answers each question by `answer`. @return whether the shell became ready
    bool connects(const std::function<std::optional<std::string>(const Question&)>& answer,
                  std::string* errors = nullptr)
    {
        m_questions.clear();
        Askpass askpass(KNEEPOINT_ASKPASS, [&](const Question& question, const Askpass::Answer& reply) {
            m_questions.push_back(question);
            reply(answer(question));
        });
        if (!askpass.open()) return false;
        auto how = launch(m_sshd->host(), Contact::may_ask);
        askpass.attach(how);
        Shell shell("lab", how);
        QSignalSpy ended(&shell, &Shell::ended);
        shell.start();
        static_cast<void>(QTest::qWaitFor([&] { return shell.is_ready() || ended.count() > 0; }, 30000));
        if (errors != nullptr && ended.count() > 0) *errors = ended.front().front().value<ShellEnding>().errors;
        return shell.is_ready();
    }
    std::string host_fingerprint() const
    {
        return output_of("ssh-keygen", {"-l", "-f", m_sshd->path("host.pub")}).split(' ').value(1).toStdString();
    }

private slots:
    void init()
    {
        KNEEPOINT_NEEDS_SSHD();
        m_sshd = std::make_unique<Sshd>();
    }
    void cleanup() { m_sshd.reset(); }

    void row_01_an_unknown_host_key_is_answered_by_its_fingerprint()
    {
        QFile::remove(m_sshd->path("known_hosts"));
        QVERIFY(connects([](const Question& question) { return std::optional(question.fingerprint); }));
        QCOMPARE(m_questions.size(), std::size_t{1});
        QCOMPARE(m_questions[0].kind, Question::Kind::host_key);
        QCOMPARE(m_questions[0].fingerprint, host_fingerprint());
        QCOMPARE(m_questions[0].key_type, "ED25519");
        QVERIFY(m_questions[0].host.contains("kneepoint-lab"));
        QVERIFY(text_of(m_sshd->path("known_hosts")).startsWith("kneepoint-lab ssh-ed25519 "));
    }

    void row_01_a_refused_host_key_leaves_nothing()
    {
        QFile::remove(m_sshd->path("known_hosts"));
        std::string errors;
        QVERIFY(!connects([](const Question&) { return std::nullopt; }, &errors));
        QVERIFY(errors.contains("Host key verification failed."));
        QVERIFY(!QFile::exists(m_sshd->path("known_hosts")));
        QVERIFY(!m_sshd->log().contains("Accepted"));
    }

    void row_02_a_changed_host_key_asks_nothing()
    {
        m_sshd->change_host_key();
        std::string errors;
        QVERIFY(!connects([](const Question& question) { return std::optional(question.fingerprint); }, &errors));
        QVERIFY(m_questions.empty());
        QVERIFY(errors.contains("REMOTE HOST IDENTIFICATION HAS CHANGED!"));
    }

    void row_04_passphrase_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("asked");
        QTest::addColumn<bool>("ready");
        QTest::newRow("right") << "canary pass" << 1 << true;
        QTest::newRow("wrong three times") << "nonsense" << 3 << false;
        QTest::newRow("cancelled") << QString() << 1 << false;
    }
    void row_04_passphrase()
    {
        QFETCH(QString, answer);
        QFETCH(int, asked);
        QFETCH(bool, ready);
        m_sshd->new_key("id", "canary pass");
        QFile::remove(m_sshd->path("authorized_keys"));
        QFile::copy(m_sshd->path("id.pub"), m_sshd->path("authorized_keys"));
        std::string errors;
        QCOMPARE(
            connects(
                [&](const Question&) { return answer.isNull() ? std::nullopt : std::optional(answer.toStdString()); },
                &errors),
            ready);
        QCOMPARE(m_questions.size(), static_cast<std::size_t>(asked));
        QCOMPARE(m_questions[0].kind, Question::Kind::passphrase);
        QCOMPARE(m_questions[0].key_file, m_sshd->path("id").toStdString());
        QVERIFY(!errors.contains("canary"));
        QVERIFY(!m_sshd->log().contains("canary"));
    }

    void row_05_a_wrong_fingerprint_is_asked_once()
    {
        QFile::remove(m_sshd->path("known_hosts"));
        QVERIFY(!connects([](const Question&) { return std::optional<std::string>("SHA256:nonsense"); }));
        QCOMPARE(m_questions.size(), std::size_t{1});
    }

    void only_who_knows_the_token_is_answered()
    {
        int asked = 0;
        Askpass askpass(KNEEPOINT_ASKPASS, [&](const Question&, const Askpass::Answer& reply) {
            ++asked;
            reply("secret");
        });
        QVERIFY(askpass.open());
        QCOMPARE(QFile::permissions(askpass.socket_path()) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther),
                 QFile::Permissions());
        Launch how;
        askpass.attach(how);
        const auto answer_with = [&](const QString& token) {
            QProcess helper;
            how.environment.insert("KNEEPOINT_ASKPASS_TOKEN", token);
            helper.setProcessEnvironment(how.environment);
            helper.start(KNEEPOINT_ASKPASS, {"Enter PIN: "});
            static_cast<void>(QTest::qWaitFor([&] { return helper.state() == QProcess::NotRunning; }));
            return std::pair(helper.exitCode(), helper.readAllStandardOutput());
        };
        const auto token = how.environment.value("KNEEPOINT_ASKPASS_TOKEN");
        QCOMPARE(answer_with("guess"), std::pair(1, QByteArray()));
        QCOMPARE(asked, 0);
        QCOMPARE(answer_with(token), std::pair(0, QByteArray("secret\n")));
    }

    void a_question_is_withdrawn_when_ssh_ends()
    {
        Askpass::Answer late;
        Askpass askpass(KNEEPOINT_ASKPASS, [&](const Question&, const Askpass::Answer& reply) { late = reply; });
        QVERIFY(askpass.open());
        QSignalSpy withdrawn(&askpass, &Askpass::withdrawn);
        Launch how;
        askpass.attach(how);
        QProcess helper;
        helper.setProcessEnvironment(how.environment);
        helper.start(KNEEPOINT_ASKPASS, {"Confirm user presence"});
        QVERIFY(QTest::qWaitFor([&] { return bool(late); }));
        helper.kill();
        QVERIFY(withdrawn.wait());
        late("nobody hears it");
        helper.waitForFinished();
    }

    void the_helper_is_found_where_it_is_installed()
    {
        QTemporaryDir folder;
        QDir(folder.path()).mkpath("bin");
        QDir(folder.path()).mkpath("libexec/kneepoint");
        QCOMPARE(askpass_program(folder.filePath("bin")), QString());
        const auto helper = folder.filePath("libexec/kneepoint/kneepoint-askpass");
        QVERIFY(QFile::copy(KNEEPOINT_ASKPASS, helper));
        QCOMPARE(askpass_program(folder.filePath("bin")), QFileInfo(helper).canonicalFilePath());
    }

    void prompts_of_ssh()
    {
        QCOMPARE(question_of("me@gpu-a's password: ").kind, Question::Kind::password);
        QCOMPARE(question_of("me@gpu-a's password: ").host, "me@gpu-a");
        QCOMPARE(question_of("Confirm user presence for key ED25519-SK", "none").kind, Question::Kind::notice);
        QCOMPARE(question_of("(me@gpu-a) Verification code: ").kind, Question::Kind::other);
        // What a server asks by itself is never taken for ssh's own question after a secret of this computer.
        QCOMPARE(question_of("(me@gpu-a) Enter passphrase for key '/home/me/.ssh/id_ed25519': ").kind,
                 Question::Kind::other);
        QCOMPARE(question_of("(me@gpu-a) me@gpu-b's password: ").kind, Question::Kind::other);
        QCOMPARE(question_of("").kind, Question::Kind::other);
    }
};

QTEST_GUILESS_MAIN(TestAskpass)
#include "test_askpass.moc"
