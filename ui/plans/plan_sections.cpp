// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/plan_sections.h"

#include "shell/text.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace kneepoint::ui {

using runs::Accuracy;
using runs::LoadTool;
using runs::Order;
using runs::Profile;
using runs::Server;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PlanSections", text);
}

const QStringList& schemes()
{
    static const QStringList names{"BF16", "W8A8-INT8", "FP8-dynamic", "W4A16"};
    return names;
}

QComboBox* host_box(const FormSection& section)
{
    return static_cast<QComboBox*>(section.editor(QStringLiteral("host")));
}

void choose_host(QComboBox& box, const QString& name)
{
    if (box.findText(name) < 0) box.addItem(name); // the plan may be of another computer: the fault is told beside it
    box.setCurrentText(name);
}

/// The first preset is "own": what is typed is none of them.
int preset_of(const PlanForm& form)
{
    const auto& presets = runs::workload_presets();
    const auto found = std::ranges::find_if(presets, [&](const runs::WorkloadPreset& preset) {
        return QString::number(preset.workload.prompt_tokens) == form.prompt_tokens.trimmed() &&
               QString::number(preset.workload.output_tokens) == form.output_tokens.trimmed();
    });
    return found == presets.end() ? 0 : static_cast<int>(found - presets.begin()) + 1;
}

} // namespace

FormSection* host_section(QWidget* parent, const std::function<void()>& manage)
{
    auto* section = new FormSection(tr("Host"), parent);
    auto* box = new QComboBox(section);
    box->setMinimumContentsLength(12);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    section->add_field("host", tr("Run on"), box);
    auto* hosts = new QPushButton(tr("Hosts…"), section);
    hosts->setToolTip(tr("Add, change and test the machines that runs are started on"));
    QObject::connect(hosts, &QPushButton::clicked, section, manage);
    section->add_to_title(hosts);
    section->bind([box](PlanForm& form) { choose_host(*box, form.host); },
                  [box](PlanForm& form) { form.host = box->currentText(); });
    QObject::connect(box, &QComboBox::activated, section, [section] {
        emit section->edited();
        emit section->left(QStringLiteral("host"));
    });
    section->add_line("name", tr("Name of the plan"), &PlanForm::name, tr("llama 8b int8"));
    return section;
}

void set_host_names(FormSection& section, const QStringList& names)
{
    auto* box = host_box(section);
    const auto chosen = box->currentText();
    box->clear();
    box->addItems(names);
    choose_host(*box, chosen);
}

FormSection* model_section(QWidget* parent, int index)
{
    const auto title = index == 0 ? tr("Base model") : tr("Compressed model");
    auto* section = new FormSection(title, parent);
    const auto place = [index](QString PlanForm::Model::* member) {
        return FormSection::Text::Place(
            [index, member](PlanForm& form) -> QString& { return form.models[index].*member; });
    };
    const auto field = [index](const char* name) {
        return QStringLiteral("models[%1].%2").arg(index).arg(name).toUtf8();
    };
    section->add_line(field("model"), tr("Model"), place(&PlanForm::Model::model), tr("hub id, or a path on the host"));
    section->add_editable_choice(field("scheme"), tr("Precision"), place(&PlanForm::Model::scheme), schemes(),
                                 tr("not known"));
    section->add_line(field("served_name"), tr("Called"), place(&PlanForm::Model::served_name),
                      tr("one word, for requests"));
    section->add_line(field("url"), tr("Address"), place(&PlanForm::Model::url),
                      QStringLiteral("http://127.0.0.1:8000"));
    return section;
}

FormSection* server_section(QWidget* parent)
{
    auto* section = new FormSection(tr("Server"), parent);
    section->add_choice("server.kind", tr("Served by"), &PlanForm::serve,
                        {{Server::Kind::vllm, tr("vLLM, started for each model")},
                         {Server::Kind::command, tr("a command, started for each model")},
                         {Server::Kind::running, tr("servers that run already")}});
    section->add_line("server.flags.max-model-len", tr("Longest request"), &PlanForm::max_model_len, {}, tr("tokens"));
    section->add_line("server.flags.gpu-memory-utilization", tr("GPU memory"), &PlanForm::gpu_share, {},
                      tr("share, 0 to 1"));
    section->add_lines("server.argv", tr("Command"), &PlanForm::command,
                       tr("serve {model} --name {served_name} --port {port}"));
    section->add_line("server.ready", tr("Ready when"), &PlanForm::ready, QStringLiteral("/health"));
    section->more();
    section->add_line("server.flags.tensor-parallel-size", tr("GPUs for a model"), &PlanForm::tensor_parallel, {},
                      tr("tensor parallel size"));
    section->add_line("server.flags.max-num-seqs", tr("Largest batch"), &PlanForm::max_num_seqs, {}, tr("sequences"));
    section->add_lines("server.flags", tr("Other flags"), &PlanForm::flags, tr("enable-prefix-caching=false"));
    section->add_lines("server.extra_args", tr("More arguments"), &PlanForm::server_arguments,
                       tr("as typed in a terminal"));
    section->add_lines("server.env", tr("Environment"), &PlanForm::environment, tr("VLLM_LOGGING_LEVEL=INFO"));
    section->add_line("secrets", tr("Secrets"), &PlanForm::secrets, tr("names only, such as HF_TOKEN"));
    section->add_line("server.port", tr("Port"), &PlanForm::port, tr("free one"), tr("on the host"));
    section->add_line("server.ready_timeout_s", tr("Ready within"), &PlanForm::ready_timeout, {}, tr("s"));
    return section;
}

FormSection* workload_section(QWidget* parent)
{
    auto* section = new FormSection(tr("Workload"), parent);
    auto* preset = new QComboBox(section);
    preset->addItem(tr("Own lengths"));
    for (const auto& one : runs::workload_presets())
        preset->addItem(
            tr("%1, %2 in, %3 out").arg(qt(one.title)).arg(one.workload.prompt_tokens).arg(one.workload.output_tokens));
    section->add_field("workload.preset", tr("Like"), preset);
    auto* prompt =
        section->add_line("workload.prompt_tokens", tr("Prompt"), &PlanForm::prompt_tokens, {}, tr("tokens"));
    auto* output =
        section->add_line("workload.output_tokens", tr("Answer"), &PlanForm::output_tokens, {}, tr("tokens"));
    section->bind([preset](PlanForm& form) { preset->setCurrentIndex(preset_of(form)); }, [](PlanForm&) {});
    QObject::connect(preset, &QComboBox::activated, section, [=](int index) {
        if (index == 0) return;
        const auto& chosen = runs::workload_presets().at(static_cast<std::size_t>(index - 1)).workload;
        prompt->setText(QString::number(chosen.prompt_tokens));
        output->setText(QString::number(chosen.output_tokens));
        emit section->edited();
        emit section->left(QStringLiteral("workload.prompt_tokens"));
    });
    const auto follow = [=] {
        PlanForm form;
        form.prompt_tokens = prompt->text();
        form.output_tokens = output->text();
        preset->setCurrentIndex(preset_of(form));
    };
    QObject::connect(prompt, &QLineEdit::textEdited, section, follow);
    QObject::connect(output, &QLineEdit::textEdited, section, follow);
    section->more();
    section->add_line("workload.prefix_tokens", tr("Shared beginning"), &PlanForm::prefix_tokens, {}, tr("tokens"));
    section->add_line("workload.data_file", tr("Prompts from"), &PlanForm::data_file, tr("a file on the host"));
    return section;
}

FormSection* load_section(QWidget* parent)
{
    auto* section = new FormSection(tr("Load"), parent);
    section->make_optional(&PlanForm::with_load);
    section->add_choice("load.profile", tr("Levels"), &PlanForm::profile,
                        {{Profile::sweep, tr("sweep, from one request to all it takes")},
                         {Profile::concurrent, tr("list of streams")},
                         {Profile::constant, tr("list of constant rates")},
                         {Profile::poisson, tr("list of random rates (Poisson)")},
                         {Profile::knee, tr("search for the knee")},
                         {Profile::synchronous, tr("one request at a time")},
                         {Profile::throughput, tr("as many as it takes")}});
    section->add_line("load.levels", tr("How many"), &PlanForm::levels, {}, tr("levels"));
    section->add_line("load.streams", tr("Streams"), &PlanForm::streams, QStringLiteral("1, 2, 4, 8, 16, 32"));
    section->add_line("load.rates", tr("Rates"), &PlanForm::rates, tr("requests a second: 0.5, 1, 2"));
    section->add_line("load.max_seconds", tr("A level lasts"), &PlanForm::max_seconds, {}, tr("s"));
    section->more();
    section->add_line("load.max_concurrency", tr("In flight"), &PlanForm::max_concurrency, {}, tr("requests at most"));
    section->add_line("load.max_requests", tr("At most"), &PlanForm::max_requests, {}, tr("requests a level"));
    section->add_line("load.warmup_s", tr("Warm-up"), &PlanForm::warmup, {}, tr("s, not counted"));
    section->add_line("repeat", tr("Repeat"), &PlanForm::repeat, {}, tr("times, for intervals"));
    section->add_choice("order", tr("Order"), &PlanForm::order,
                        {{Order::in_turn, tr("one model after the other")},
                         {Order::interleaved, tr("models take turns, drawn from the seed")}});
    section->add_line("seed", tr("Seed"), &PlanForm::seed, {}, tr("of prompts and arrivals"));
    section->add_choice("load.tool", tr("Load by"), &PlanForm::tool,
                        {{LoadTool::kneepoint_load, tr("kneepoint-load, brought along")},
                         {LoadTool::guidellm, tr("GuideLLM, as found on the host")}});
    section->add_line("load.version", tr("Its version"), &PlanForm::tool_version, tr("whichever is there"));
    section->add_lines("load.extra_args", tr("More arguments"), &PlanForm::load_arguments,
                       tr("as typed in a terminal"));
    return section;
}

FormSection* accuracy_section(QWidget* parent)
{
    auto* section = new FormSection(tr("Accuracy, by lm_eval"), parent);
    section->make_optional(&PlanForm::with_accuracy);
    section->add_line("accuracy.tasks", tr("Tasks"), &PlanForm::tasks, QStringLiteral("mmlu, gsm8k"));
    section->add_choice("accuracy.backend", tr("Model runs in"), &PlanForm::backend,
                        {{Accuracy::Backend::server, tr("the server of the load test")},
                         {Accuracy::Backend::vllm, tr("lm_eval's own vLLM")},
                         {Accuracy::Backend::hf, tr("lm_eval's own transformers")}});
    section->add_line("accuracy.limit", tr("Questions"), &PlanForm::limit, tr("all"), tr("a task, to try it"));
    section->more();
    section->add_line("accuracy.num_fewshot", tr("Examples before"), &PlanForm::few_shot, tr("task's"), tr("few-shot"));
    section->add_check("accuracy.apply_chat_template", tr("Ask in the model's chat template"),
                       &PlanForm::chat_template);
    section->add_line("accuracy.include_path", tr("Own tasks in"), &PlanForm::include_path, tr("a folder on the host"));
    section->add_lines("accuracy.model_args", tr("Model arguments"), &PlanForm::model_args, tr("dtype=bfloat16"));
    section->add_lines("accuracy.extra_args", tr("More arguments"), &PlanForm::accuracy_arguments,
                       tr("as typed in a terminal"));
    return section;
}

FormSection* quantize_section(QWidget* parent)
{
    auto* section = new FormSection(tr("First compress the base, by LLM Compressor"), parent);
    section->make_optional(&PlanForm::with_quantize);
    section->add_line("quantize.model", tr("Base"), &PlanForm::quantize_model, tr("hub id, or a path on the host"));
    section->add_editable_choice("quantize.scheme", tr("Precision"), &PlanForm::quantize_scheme, schemes().mid(1));
    section->add_line("quantize.output", tr("Written to"), &PlanForm::quantize_output,
                      tr("a folder on the host, the compressed model above"));
    section->add_line("quantize.dataset", tr("Calibrated with"), &PlanForm::quantize_dataset,
                      tr("data set; none for FP8-dynamic"));
    section->more();
    section->add_line("quantize.samples", tr("Samples"), &PlanForm::quantize_samples, {}, tr("of the data set"));
    section->add_line("quantize.max_length", tr("Longest sample"), &PlanForm::quantize_length, {}, tr("tokens"));
    return section;
}

void fit_rows(FormSection& section, const PlanForm& form)
{
    const auto show = [&](std::initializer_list<const char*> fields, bool visible) {
        for (const auto* field : fields)
            if (section.editor(QLatin1String(field))) section.set_row_visible(field, visible);
    };
    const bool vllm = form.serve == Server::Kind::vllm, running = form.serve == Server::Kind::running;
    show({"server.flags.max-model-len", "server.flags.gpu-memory-utilization", "server.flags.tensor-parallel-size",
          "server.flags.max-num-seqs", "server.flags", "server.extra_args"},
         vllm);
    show({"server.argv", "server.ready"}, form.serve == Server::Kind::command);
    show({"server.port", "server.ready_timeout_s"}, !running);
    for (int i = 0; i < form.models.size(); ++i)
        show({QStringLiteral("models[%1].url").arg(i).toUtf8().constData()}, running);
    show({"load.levels"}, form.profile == Profile::sweep || form.profile == Profile::knee);
    show({"load.max_concurrency"},
         form.profile == Profile::sweep || form.profile == Profile::knee || form.profile == Profile::throughput);
    show({"load.streams"}, form.profile == Profile::concurrent);
    show({"load.rates"}, form.profile == Profile::constant || form.profile == Profile::poisson);
    show({"load.version"}, form.tool == LoadTool::guidellm);
}

} // namespace kneepoint::ui
