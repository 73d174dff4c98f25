// SPDX-License-Identifier: GPL-3.0-or-later
// The list of hosts and the windows in which ssh asks.
#include "hosts/ask_dialogs.h"
#include "hosts/check_model.h"
#include "hosts/host_manager.h"
#include "hosts/host_test.h"
#include "window_test.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;
using hosts::Question;

namespace {

void type(QWidget& window, const char* field, const QString& text)
{
    auto* line = window.findChild<QLineEdit*>(field);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
    emit line->editingFinished();
}

QString fault(const QWidget& window)
{
    for (const auto* label : window.findChildren<QLabel*>("fault"))
        if (!label->isHidden()) return label->text();
    return {};
}

QPushButton* button(const QWidget& window, const QString& words)
{
    for (auto* one : window.findChildren<QPushButton*>())
        if (one->text() == words) return one;
    return nullptr;
}

QDialog* question_window()
{
    for (auto* window : QApplication::topLevelWidgets())
        if (window->objectName() == "ssh-question" && window->isVisible()) return qobject_cast<QDialog*>(window);
    return nullptr;
}

} // namespace

class TestHostManager : public QObject {
    Q_OBJECT
    OwnHome m_home;

    hosts::HostStore store() { return hosts::HostStore(m_home.path("hosts.json").toStdString()); }

private slots:
    void init() { QFile::remove(m_home.path("hosts.json")); }

    void a_host_is_added_changed_and_removed()
    {
        HostManager window(store(), nullptr);
        window.show();
        QSignalSpy changed(&window, &HostManager::hosts_changed);
        auto* list = window.findChild<QListWidget*>("host-list");
        QCOMPARE(list->count(), 1); // this computer
        QVERIFY(!window.findChild<QPushButton*>("host-remove")->isEnabled());
        window.findChild<QPushButton*>("host-add")->click();
        type(window, "host-name", "gpu-a");
        type(window, "host-destination", "me@gpu-a");
        type(window, "host-port", "2222");
        window.findChild<QPushButton*>("host-save")->click();
        QCOMPARE(fault(window), QString());
        QCOMPARE(list->count(), 2);
        QCOMPARE(changed.count(), 1);
        auto kept = store().find("gpu-a");
        QVERIFY(kept.has_value());
        QCOMPARE(to_string(*kept), std::string("me@gpu-a:2222"));
        type(window, "host-name", "gpu-b");
        window.findChild<QPushButton*>("host-save")->click();
        QVERIFY(store().find("gpu-b").has_value());
        QVERIFY(!store().find("gpu-a").has_value());
        window.findChild<QPushButton*>("host-remove")->click();
        QCOMPARE(list->count(), 1);
        QVERIFY(!store().find("gpu-b").has_value());
    }

    void faults_stand_at_their_field_data()
    {
        QTest::addColumn<QStringList>("typed"); // field, text, field, text, ...
        QTest::addColumn<int>("kind");
        QTest::newRow("no name") << QStringList{"host-destination", "gpu-a"} << 1;
        QTest::newRow("a slash in the name") << QStringList{"host-name", "a/b", "host-destination", "gpu-a"} << 1;
        QTest::newRow("a name that is taken") << QStringList{"host-name", "local", "host-destination", "gpu-a"} << 1;
        QTest::newRow("no destination") << QStringList{"host-name", "gpu-a"} << 1;
        QTest::newRow("an option for a destination")
            << QStringList{"host-name", "gpu-a", "host-destination", "-oProxyCommand=x"} << 1;
        QTest::newRow("port 0") << QStringList{"host-name", "gpu-a", "host-destination", "gpu-a", "host-port", "0"}
                                << 1;
        QTest::newRow("port 70000") << QStringList{"host-name", "gpu-a",     "host-destination",
                                                   "gpu-a",     "host-port", "70000"}
                                    << 1;
        QTest::newRow("no URL") << QStringList{"host-name", "served", "host-url", "gpu-a:8000"} << 2;
        QTest::newRow("a password in the URL")
            << QStringList{"host-name", "served", "host-url", "http://me:pw@gpu-a"} << 2;
    }
    void faults_stand_at_their_field()
    {
        QFETCH(QStringList, typed);
        QFETCH(int, kind);
        HostManager window(store(), nullptr);
        window.show();
        window.findChild<QPushButton*>("host-add")->click();
        auto* kinds = window.findChild<QComboBox*>("host-kind");
        kinds->setCurrentIndex(kind);
        emit kinds->activated(kind);
        for (int i = 0; i < typed.size(); i += 2) type(window, typed[i].toLatin1(), typed[i + 1]);
        window.findChild<QPushButton*>("host-save")->click();
        QVERIFY(!fault(window).isEmpty());
        QCOMPARE(store().list()->size(), std::size_t{1});
    }

    void a_test_tells_what_this_computer_has()
    {
        HostManager window(store(), nullptr);
        window.show();
        auto* test = window.findChild<QPushButton*>("host-test");
        test->click();
        QCOMPARE(test->text(), QString("Stop test"));
        auto* table = window.findChild<CheckTable*>();
        QAbstractItemModelTester tester(&table->checks(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY_WITH_TIMEOUT(table->isVisible(), 60000);
        QStringList looked_at;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            looked_at << table->model()->index(row, CheckModel::what_column).data().toString();
        QVERIFY2(looked_at.contains("system"), qPrintable(looked_at.join(", ")));
        QCOMPARE(test->text(), QString("Test"));
    }

    void a_host_that_is_not_there_is_told_in_a_sentence()
    {
        HostTest test(nullptr);
        QSignalSpy finished(&test, &HostTest::finished);
        test.start({.name = "nowhere", .where = hosts::SshHost{.destination = "nobody@127.0.0.1", .port = 1}});
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
        const auto checks = finished[0][0].value<Result<std::vector<hosts::Check>>>();
        QVERIFY(!checks.has_value());
        QVERIFY2(!checks.error().text.empty(), checks.error().text.c_str());
        QVERIFY(!test.busy());
    }

    void a_secret_is_masked_and_handed_on()
    {
        QWidget window;
        AskDialogs dialogs(&window);
        std::optional<std::string> answer;
        dialogs.ask({.id = 1, .kind = Question::Kind::passphrase, .key_file = "/home/me/.ssh/id"},
                    [&](const auto& given) { answer = given; });
        auto* asked = question_window();
        QVERIFY(asked && !asked->isModal());
        auto* line = asked->findChild<QLineEdit*>("secret");
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QTest::keyClicks(line, "open sesame");
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(answer, std::optional<std::string>("open sesame"));
    }

    void a_host_key_is_compared_and_refused_by_default()
    {
        QWidget window;
        AskDialogs dialogs(&window);
        int answers = 0;
        std::optional<std::string> answer;
        const Question question{.id = 2,
                                .kind = Question::Kind::host_key,
                                .host = "gpu-a",
                                .key_type = "ED25519",
                                .fingerprint = "SHA256:abc/def+ghi"};
        const auto take = [&](const auto& given) {
            ++answers;
            answer = given;
        };
        dialogs.ask(question, take);
        auto* asked = question_window();
        QCOMPARE(asked->findChild<QLabel*>("fingerprint")->text(), QString("SHA256:abc/def+ghi"));
        auto* accept = button(*asked, "Accept this key");
        auto* line = asked->findChild<QLineEdit*>();
        line->setText("256 SHA256:other root@gpu-a (ED25519)");
        QVERIFY(!accept->isEnabled());
        QVERIFY(asked->findChild<QLabel*>("compared")->text().startsWith("▼"));
        line->setText("256 SHA256:abc/def+ghi root@gpu-a (ED25519)");
        QVERIFY(accept->isEnabled());
        QVERIFY(asked->findChild<QLabel*>("compared")->text().startsWith("▲"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(answers, 1);
        QVERIFY(!answer);
        QTRY_VERIFY(!question_window());
        dialogs.ask(question, take);
        button(*question_window(), "Accept this key")->click();
        QCOMPARE(answer, std::optional<std::string>("SHA256:abc/def+ghi"));
    }

    void a_withdrawn_question_goes_without_an_answer()
    {
        QWidget window;
        AskDialogs dialogs(&window);
        int answers = 0;
        dialogs.ask({.id = 3, .kind = Question::Kind::notice, .prompt = "Touch your security key"},
                    [&](const auto&) { ++answers; });
        QPointer<QDialog> asked(question_window());
        QVERIFY(asked);
        dialogs.withdraw(3);
        QTRY_VERIFY(!asked);
        QCOMPARE(answers, 0);
        dialogs.withdraw(3); // known no more
    }

    void checks_say_their_verdict_by_sign_and_word()
    {
        CheckTable table;
        table.checks().set_checks({{"GPU 0", "H200", hosts::Verdict::good, "It is there."},
                                   {"disk", "2 GB free", hosts::Verdict::warning, "It may be too little."},
                                   {"vllm", "", hosts::Verdict::bad, "vllm was not found; install it."}});
        const auto cell = [&](int row, int column) { return table.model()->index(row, column).data().toString(); };
        QCOMPARE(cell(0, 0), QString("▲ fit"));
        QCOMPARE(cell(1, 0), QString("? mind"));
        QCOMPARE(cell(2, 0), QString("▼ unfit"));
        QCOMPARE(cell(0, 2), QString("H200"));
        QCOMPARE(cell(1, 2), QString("2 GB free\nIt may be too little."));
        QCOMPARE(cell(2, 2), QString("vllm was not found; install it."));
        QCOMPARE(table.checks().worst(), hosts::Verdict::bad);
    }
};

QTEST_MAIN(TestHostManager)
#include "test_host_manager.moc"
