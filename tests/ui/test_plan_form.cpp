// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a plan: what is typed and what it means.
#include "plans/argument_words.h"
#include "plans/flag_lines.h"
#include "plans/plan_editor.h"
#include "plans/plan_form.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace kneepoint;
using namespace kneepoint::ui;
using Words = std::vector<std::string>;
using Assignments = std::map<std::string, std::string>;
Q_DECLARE_METATYPE(kneepoint::runs::Plan)
Q_DECLARE_METATYPE(Words)

namespace {

runs::Plan whole_plan()
{
    using namespace runs;
    Plan plan;
    plan.name = "llama 8b int8";
    plan.host = "gpu-a";
    plan.models = {
        {"org/base", "base", "BF16", ""}, {"/models/it's int8", "int8", "W8A8-INT8", ""}, {"m", "c", "", ""}};
    plan.quantize.emplace() = {"org/base", "W8A8-INT8", "/models/it's int8", "org/data", 256, 1024};
    plan.server.flags = {{"max-model-len", std::int64_t{2048}},
                         {"gpu-memory-utilization", 0.6},
                         {"enforce-eager", true},
                         {"quoted", std::string("12")},
                         {"swap-space", 4.0},
                         {"max-num-seqs", std::string("many")},
                         {"trust", false},
                         {"text", std::string("two words")}};
    plan.server.extra_args = {"--override", "{\"a\": 1}", "", "it's", "-x\ny"};
    plan.server.environment = {{"A", "1=2"}, {"B", " b\\n "}, {"C", "line\nbreak"}};
    plan.server.port = 8001;
    plan.server.ready_timeout_s = 12.5;
    plan.workload = {300, 1500, 20, "/data/prompts.jsonl"};
    plan.load.emplace();
    plan.load->tool = LoadTool::guidellm;
    plan.load->version = "0.5.0";
    plan.load->profile = Profile::concurrent;
    plan.load->streams = {1, 4, 16};
    plan.load->max_seconds = std::nullopt;
    plan.load->max_requests = 500;
    plan.load->warmup_s = 2.5;
    plan.load->extra_args = {"--random-seed", "7"};
    plan.accuracy.emplace();
    plan.accuracy->backend = Accuracy::Backend::hf;
    plan.accuracy->tasks = {"mmlu", "gsm8k"};
    plan.accuracy->include_path = "/tasks";
    plan.accuracy->num_fewshot = 0;
    plan.accuracy->limit = 100;
    plan.accuracy->apply_chat_template = true;
    plan.accuracy->model_args = {{"dtype", "bfloat16"}};
    plan.accuracy->extra_args = {"--cache_requests", "true"};
    plan.repeat = 3;
    plan.order = Order::interleaved;
    plan.seed = 18446744073709551615ULL;
    plan.secrets = {"HF_TOKEN"};
    return plan;
}

runs::Plan with_rates()
{
    auto plan = whole_plan();
    plan.server = {};
    plan.server.kind = runs::Server::Kind::command;
    plan.server.argv = {"serve", "{model}", "--port", "{port}"};
    plan.server.ready = "/ready";
    plan.load.emplace().profile = runs::Profile::poisson;
    plan.load->rates = {0.1, 1, 2.5};
    plan.accuracy.reset();
    plan.quantize.reset();
    return plan;
}

runs::Plan running_servers()
{
    runs::Plan plan;
    plan.server.kind = runs::Server::Kind::running;
    plan.models = {{"a", "a", "", "http://127.0.0.1:8000"}, {"b", "b", "", "http://127.0.0.1:8001"}};
    plan.load.reset();
    plan.accuracy.emplace();
    return plan;
}

} // namespace

class TestPlanForm : public QObject {
    Q_OBJECT
private slots:
    void a_plan_survives_the_form_data()
    {
        QTest::addColumn<runs::Plan>("plan");
        QTest::newRow("all fields") << whole_plan();
        QTest::newRow("a command and rates") << with_rates();
        QTest::newRow("running servers, no load") << running_servers();
        auto plan = runs::Plan();
        plan.models = {{"a", "base", "", ""}, {"b", "other", "", ""}};
        QTest::newRow("defaults") << plan;
    }
    void a_plan_survives_the_form()
    {
        QFETCH(runs::Plan, plan);
        const auto read = plan_of(form_of(plan));
        QVERIFY2(read.problems.empty(), read.problems.empty() ? "" : read.problems.front().text.c_str());
        QVERIFY(read.plan == plan);
        PlanEditor editor; // and the widgets
        editor.set_form(form_of(plan), PlanEditor::Faults::at_once);
        const auto shown = plan_of(editor.form());
        QVERIFY(shown.problems.empty());
        QVERIFY(shown.plan == plan);
    }

    void words_are_read_as_in_a_shell_data()
    {
        QTest::addColumn<QString>("typed_text");
        QTest::addColumn<Words>("words");
        QTest::newRow("blanks") << "  a\t b\n c " << Words{"a", "b", "c"};
        QTest::newRow("quotes") << "'a b' \"c d\" e'f'g" << Words{"a b", "c d", "efg"};
        QTest::newRow("empty") << "'' \"\"" << Words{"", ""};
        QTest::newRow("backslashes") << "a\\ b \\'c \"d\\\"e\" 'f\\g'" << Words{"a b", "'c", "d\"e", "f\\g"};
        QTest::newRow("nothing is expanded") << "$HOME $(reboot) `x` *" << Words{"$HOME", "$(reboot)", "`x`", "*"};
        QTest::newRow("json") << "--rope '{\"type\": \"yarn\"}'" << Words{"--rope", "{\"type\": \"yarn\"}"};
    }
    void words_are_read_as_in_a_shell()
    {
        QFETCH(QString, typed_text);
        QFETCH(Words, words);
        const auto read = words_of(typed_text.toStdString());
        QVERIFY(read.has_value());
        QCOMPARE(*read, words);
        QCOMPARE(*words_of(typed(words)), words);
    }

    void what_cannot_be_read_is_told_at_its_field_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::newRow("a word for a number") << "workload.prompt_tokens" << "many";
        QTest::newRow("no number at all") << "workload.output_tokens" << "";
        QTest::newRow("half a token") << "workload.prefix_tokens" << "1.5";
        QTest::newRow("beyond any number") << "seed" << "99999999999999999999999";
        QTest::newRow("an open quote") << "server.extra_args" << "--x 'a";
        QTest::newRow("a name without a value") << "server.env" << "HF_HOME";
        QTest::newRow("a flag twice") << "server.flags" << "a=1\na=2";
        QTest::newRow("not finite") << "load.max_seconds" << "inf";
    }
    void what_cannot_be_read_is_told_at_its_field()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        PlanEditor editor;
        editor.set_form(form_of(runs::Plan()), PlanEditor::Faults::at_once);
        auto* widget = editor.findChild<QWidget*>(field);
        QVERIFY(widget);
        if (auto* line = qobject_cast<QLineEdit*>(widget)) line->setText(text);
        if (auto* lines = qobject_cast<QPlainTextEdit*>(widget)) lines->setPlainText(text);
        const auto read = plan_of(editor.form());
        QCOMPARE(read.problems.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(read.problems.front().field), field);
        editor.set_problems(read.problems);
        auto* fault = widget->parentWidget()->findChild<QLabel*>("fault");
        if (!fault) fault = widget->parentWidget()->parentWidget()->findChild<QLabel*>("fault"); // beside its unit
        QVERIFY(fault && !fault->isHidden());
        QCOMPARE(fault->text(), QString::fromStdString(read.problems.front().text));
        QCOMPARE(widget->accessibleDescription(), fault->text());
    }

    void a_fault_is_told_when_the_field_is_left()
    {
        PlanEditor editor;
        editor.set_form(form_of(runs::Plan()), PlanEditor::Faults::at_left_fields);
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        const auto judge = [&] { editor.set_problems({{"models[0].model", "Write a hub id."}}); };
        connect(&editor, &PlanEditor::edited, &editor, judge);
        connect(&editor, &PlanEditor::left, &editor, judge);
        judge();
        auto* model = editor.findChild<QLineEdit*>("models[0].model");
        auto* fault = model->parentWidget()->findChild<QLabel*>("fault");
        QVERIFY(fault->isHidden());
        model->setFocus();
        QTest::keyClicks(model, "x");
        QVERIFY(fault->isHidden());
        QTest::keyClick(model, Qt::Key_Tab);
        QVERIFY(!fault->isHidden());
        QCOMPARE(editor.name_of("models[0].model"), QString("Base model: Model"));
    }

    void tab_walks_down_the_form()
    {
        PlanEditor editor;
        editor.set_form(form_of(whole_plan()), PlanEditor::Faults::at_once);
        editor.resize(500, 2000);
        editor.show();
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        editor.findChild<QWidget*>("models[0].model")->setFocus();
        int last = -1, steps = 0;
        for (; steps < 60; ++steps) {
            auto* focus = editor.focusWidget();
            const int y = focus->mapTo(&editor, QPoint()).y();
            if (y < last - 40) break; // round again
            last = y;
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        QVERIFY2(steps > 20, qPrintable(QString::number(steps)));
    }

    void candidates_come_and_go()
    {
        PlanEditor editor;
        auto plan = whole_plan();
        plan.models.pop_back();
        editor.set_form(form_of(plan), PlanEditor::Faults::at_left_fields);
        QSignalSpy edited(&editor, &PlanEditor::edited);
        for (auto* button : editor.findChildren<QAbstractButton*>())
            if (button->text() == "Another compressed model") button->click();
        QCOMPARE(editor.form().models.size(), 3);
        QCOMPARE(edited.count(), 1);
        QVERIFY(plan_of(editor.form()).plan.models[2].served_name != plan.models[1].served_name);
        for (auto* button : editor.findChildren<QAbstractButton*>())
            if (button->toolTip() == "Leave this model out") button->click();
        QTRY_COMPARE(editor.form().models.size(), 2);
        QVERIFY(plan_of(editor.form()).plan == plan);
    }

    void a_preset_fills_the_workload()
    {
        PlanEditor editor;
        editor.set_form(form_of(runs::Plan()), PlanEditor::Faults::at_left_fields);
        auto* preset = editor.findChild<QComboBox*>("workload.preset");
        QCOMPARE(preset->currentText(), QString("Long prompt, 1024 in, 512 out"));
        preset->setCurrentIndex(1);
        emit preset->activated(1);
        QCOMPARE(plan_of(editor.form()).plan.workload.prompt_tokens, 512);
        QCOMPARE(plan_of(editor.form()).plan.workload.output_tokens, 1024);
    }
};

QTEST_MAIN(TestPlanForm)
#include "test_plan_form.moc"
