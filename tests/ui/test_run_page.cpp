// SPDX-License-Identifier: GPL-3.0-or-later
// The Run page by hand: what is typed, what is found fault with, what is asked of the host and what is started.
#include "hosts/check_model.h"
#include "pages/run_page.h"
#include "plans/plan_editor.h"
#include "plans/plan_starts.h"
#include "plans/step_tree.h"
#include "shell/session.h"
#include "shell/settings.h"
#include "told_jobs.h"
#include "window_test.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::tests;
using namespace kneepoint::ui;

namespace {

void type(QWidget& page, const char* field, const QString& text)
{
    auto* line = page.findChild<QLineEdit*>(field);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
    if (text.isEmpty()) QTest::keyClick(line, Qt::Key_Delete);
    QTest::keyClick(line, Qt::Key_Tab);
}

QString words_of_tree(const QTreeWidget& tree)
{
    QStringList words;
    for (QTreeWidgetItemIterator item(const_cast<QTreeWidget*>(&tree)); *item; ++item) words << (*item)->text(0);
    return words.join('\n');
}

} // namespace

class TestRunPage : public QObject {
    Q_OBJECT
    OwnHome m_home;

    struct Desk {
        explicit Desk(const OwnHome& home)
            : page(session, jobs, hosts::HostStore(home.path("hosts.json").toStdString()))
        {
            page.resize(1000, 800);
            page.show();
        }
        QPushButton* run() const { return page.findChild<QPushButton*>("run-sweep"); }
        QPushButton* check() const { return page.findChild<QPushButton*>("check-host"); }
        QString sentence() const { return page.findChild<QLabel*>("run-sentence")->text(); }
        Session session;
        ToldJobs jobs;
        RunPage page;
    };

private slots:
    void estimates_add_up_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("none") << 0.0 << "";
        QTest::newRow("seconds") << 89.0 << "89 s";
        QTest::newRow("a part") << 165.0 << "2 min 45 s";
        QTest::newRow("two of them") << 330.0 << "5 min 30 s"; // once "3 min" twice and "6 min", or "5 min" over both
        QTest::newRow("whole minutes") << 180.0 << "3 min";
        QTest::newRow("below ten minutes") << 599.0 << "9 min 59 s";
        QTest::newRow("from there on minutes") << 629.0 << "10 min";
        QTest::newRow("hours") << 5400.0 << "1 h 30 min";
    }
    void estimates_add_up()
    {
        QFETCH(double, seconds);
        QTEST(duration_words(std::chrono::duration<double>(seconds)), "words");
    }

    void init()
    {
        settings::set_last_plan({});
        QFile::remove(m_home.path("hosts.json"));
    }

    void a_newcomer_can_start_at_once()
    {
        Desk desk(m_home);
        QSignalSpy submitted(&desk.page, &RunPage::submitted);
        desk.jobs.found = {{"system", "Linux", hosts::Verdict::good, ""}};
        QTRY_VERIFY(desk.run()->isEnabled());
        QCOMPARE(desk.run()->text(), QString("Run sweep"));
        auto* steps = desk.page.findChild<StepTree*>();
        QTRY_VERIFY(steps->topLevelItemCount() > 2);
        const auto words = words_of_tree(*steps);
        QVERIFY2(words.contains("simulate --like h200-8b-fp8"), qPrintable(words));
        QVERIFY(words.contains("run.sh"));
        desk.run()->click();
        QCOMPARE(desk.jobs.asked, QStringList{"check"});
        QCOMPARE(desk.jobs.submissions.size(), std::size_t{1});
        QVERIFY(desk.jobs.submissions[0].plan == plan_starts().front().plan);
        QTRY_COMPARE(submitted.count(), 1);
        QCOMPARE(submitted[0][0].value<std::string>(), "submitted-1");
        QCOMPARE(settings::last_plan().isEmpty(), false);
    }

    /// Row 38: the disk here is full.
    void what_cannot_be_written_down_is_said_beside_the_button()
    {
        Desk desk(m_home);
        QSignalSpy submitted(&desk.page, &RunPage::submitted);
        desk.jobs.found = {{"system", "Linux", hosts::Verdict::good, ""}};
        desk.jobs.beginning = failure(ErrorKind::io, "No space left on device", "/here");
        QTRY_VERIFY(desk.run()->isEnabled());
        desk.run()->click();
        QVERIFY(!desk.run()->isEnabled()); // not twice
        QCOMPARE(desk.run()->text(), QString("Starting…"));
        QTRY_VERIFY(desk.sentence() == "Nothing was started. /here: No space left on device");
        QCOMPARE(submitted.count(), 0);
        desk.jobs.beginning = {};
        QTRY_VERIFY(desk.run()->isEnabled());
        desk.run()->click();
        QTRY_COMPARE(submitted.count(), 1);
    }

    void the_button_says_what_is_missing()
    {
        Desk desk(m_home);
        desk.page.set_plan(plan_starts().at(1).plan, PlanEditor::Faults::at_left_fields);
        QTRY_COMPARE(desk.run()->text(), QString("3 things to do first")); // host, base, compressed
        QVERIFY(!desk.check()->isEnabled());
        auto* base = desk.page.findChild<QLineEdit*>("models[0].model");
        auto* fault = base->parentWidget()->findChild<QLabel*>("fault");
        QVERIFY(fault->isHidden()); // nobody has been there yet
        desk.run()->click();
        QVERIFY(!fault->isHidden());
        QVERIFY(desk.jobs.submissions.empty());
        type(desk.page, "models[0].model", "org/base");
        QTRY_COMPARE(desk.run()->text(), QString("2 things to do first"));
        QVERIFY(fault->isHidden());
    }

    void an_unfit_host_is_said_and_may_be_used_all_the_same()
    {
        Desk desk(m_home);
        desk.jobs.found = {{"disk", "1 MB free", hosts::Verdict::bad, "The results do not fit."}};
        QTRY_VERIFY(desk.check()->isEnabled());
        desk.run()->click();
        QVERIFY(desk.jobs.submissions.empty());
        QCOMPARE(desk.run()->text(), QString("Run all the same"));
        auto* table = desk.page.findChild<CheckTable*>();
        QVERIFY(table->isVisible());
        QVERIFY(table->model()->index(0, CheckModel::found_column).data().toString().contains("do not fit"));
        desk.run()->click();
        QCOMPARE(desk.jobs.submissions.size(), std::size_t{1});
    }

    void an_answer_about_an_old_plan_is_dropped()
    {
        Desk desk(m_home);
        desk.jobs.answers_checks = false;
        QTRY_VERIFY(desk.check()->isEnabled());
        desk.run()->click();
        QCOMPARE(desk.jobs.waiting.size(), std::size_t{1});
        QVERIFY(!desk.run()->isEnabled());
        type(desk.page, "workload.output_tokens", "65");
        QTRY_VERIFY(desk.run()->isEnabled());
        desk.jobs.waiting[0](std::vector<hosts::Check>());
        QVERIFY(desk.jobs.submissions.empty());
        QVERIFY(!desk.page.findChild<CheckTable*>()->isVisible());
    }

    void a_plan_is_saved_and_opened()
    {
        const auto file = m_home.path("plan.json");
        {
            Desk desk(m_home);
            type(desk.page, "workload.prompt_tokens", "300");
            desk.page.save_plan(file);
            QTRY_VERIFY(QFileInfo::exists(file));
        }
        Desk desk(m_home);
        desk.page.set_plan(plan_starts().at(1).plan, PlanEditor::Faults::at_left_fields);
        desk.page.open_plan(file);
        QTRY_COMPARE(desk.page.findChild<QLineEdit*>("workload.prompt_tokens")->text(), QString("300"));
    }

    void a_damaged_plan_is_said_and_changes_nothing()
    {
        const auto file = m_home.path("damaged.json");
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("{\"schema\":\"kneepoint.plan/1\",\"nam\":");
        damaged.close();
        Desk desk(m_home);
        QSignalSpy messages(&desk.session, &Session::message);
        const auto before = desk.page.findChild<PlanEditor*>()->form();
        desk.page.open_plan(file);
        QTRY_COMPARE(messages.count(), 1);
        QVERIFY(messages[0][0].toString().startsWith("The plan was not opened."));
        QVERIFY(desk.page.findChild<PlanEditor*>()->form() == before);
    }

    void the_plan_comes_back_with_the_page()
    {
        {
            Desk desk(m_home);
            type(desk.page, "workload.prompt_tokens", "301");
            desk.page.hide();
        }
        Desk desk(m_home);
        QCOMPARE(desk.page.findChild<QLineEdit*>("workload.prompt_tokens")->text(), QString("301"));
    }

    void a_secret_is_asked_for_and_stands_in_no_plan()
    {
        Desk desk(m_home);
        auto plan = plan_starts().front().plan;
        plan.secrets = {"HF_TOKEN"};
        desk.page.set_plan(plan, PlanEditor::Faults::at_left_fields);
        QLineEdit* value = nullptr;
        QTRY_VERIFY([&] {
            for (auto* line : desk.page.findChildren<QLineEdit*>())
                if (line->accessibleName() == "Value of HF_TOKEN") value = line;
            return value != nullptr;
        }());
        QCOMPARE(value->echoMode(), QLineEdit::Password);
        QTest::keyClicks(value, "hf_canary");
        desk.run()->click();
        QCOMPARE(desk.jobs.submissions.size(), std::size_t{1});
        QCOMPARE(desk.jobs.submissions[0].secrets.at("HF_TOKEN"), std::string("hf_canary"));
        QVERIFY(!settings::last_plan().contains("canary"));
    }

    void a_host_that_is_not_known_here_is_said()
    {
        Desk desk(m_home);
        auto plan = plan_starts().front().plan;
        plan.host = "gpu-of-somebody-else";
        desk.page.set_plan(plan, PlanEditor::Faults::at_once);
        QTRY_COMPARE(desk.run()->text(), QString("1 thing to do first"));
        auto store = hosts::HostStore(m_home.path("hosts.json").toStdString());
        QVERIFY(store.add({.name = plan.host, .where = hosts::SshHost{.destination = "gpu"}}).has_value());
        desk.page.reload_hosts();
        QTRY_COMPARE(desk.run()->text(), QString("Run sweep"));
    }
};

QTEST_MAIN(TestRunPage)
#include "test_run_page.moc"
