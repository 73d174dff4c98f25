// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/plan_form.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "plans/argument_words.h"
#include "plans/flag_lines.h"
#include "shell/text.h"

#include <QLocale>

namespace kneepoint::ui {

namespace {

template<typename Number>
QString shown(Number value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}
QString shown(int value)
{
    return QString::number(value);
}
template<typename Number>
QString shown(const std::optional<Number>& value)
{
    return value ? shown(*value) : QString();
}
QString shown(const std::optional<std::int64_t>& value)
{
    return value ? QString::number(*value) : QString();
}
template<typename Number>
QString shown(const std::vector<Number>& values)
{
    QStringList parts;
    for (const auto value : values) parts << shown(value);
    return parts.join(QStringLiteral(", "));
}

void show_server(PlanForm& form, const runs::Server& server)
{
    form.serve = server.kind;
    auto flags = server.flags;
    form.max_model_len = take_flag<std::int64_t>(flags, "max-model-len");
    form.gpu_share = take_flag<double>(flags, "gpu-memory-utilization");
    form.tensor_parallel = take_flag<std::int64_t>(flags, "tensor-parallel-size");
    form.max_num_seqs = take_flag<std::int64_t>(flags, "max-num-seqs");
    form.flags = qt(typed(flags));
    form.server_arguments = qt(typed(server.extra_args));
    form.command = qt(typed(server.argv));
    form.environment = qt(typed(server.environment));
    form.ready = qt(server.ready);
    form.port = server.port == 0 ? QString() : shown(server.port);
    form.ready_timeout = shown(server.ready_timeout_s);
}

void show_load(PlanForm& form, const runs::Load& load)
{
    form.tool = load.tool;
    form.tool_version = qt(load.version);
    form.profile = load.profile;
    form.levels = shown(load.levels);
    form.streams = shown(load.streams);
    form.rates = shown(load.rates);
    form.max_concurrency = shown(load.max_concurrency);
    form.max_seconds = shown(load.max_seconds);
    form.max_requests = shown(load.max_requests);
    form.warmup = shown(load.warmup_s);
    form.load_arguments = qt(typed(load.extra_args));
}

void show_accuracy(PlanForm& form, const runs::Accuracy& accuracy)
{
    form.backend = accuracy.backend;
    form.tasks = qt(join(accuracy.tasks, ", "));
    form.include_path = qt(accuracy.include_path);
    form.few_shot = shown(accuracy.num_fewshot);
    form.limit = shown(accuracy.limit);
    form.chat_template = accuracy.apply_chat_template;
    form.model_args = qt(typed(accuracy.model_args));
    form.accuracy_arguments = qt(typed(accuracy.extra_args));
}

void show_quantize(PlanForm& form, const runs::Quantize& quantize)
{
    form.quantize_model = qt(quantize.model);
    form.quantize_scheme = qt(quantize.scheme);
    form.quantize_output = qt(quantize.output);
    form.quantize_dataset = qt(quantize.dataset);
    form.quantize_samples = shown(quantize.samples);
    form.quantize_length = shown(quantize.max_length);
}

} // namespace

PlanForm form_of(const runs::Plan& plan)
{
    PlanForm form;
    form.name = qt(plan.name);
    form.host = qt(plan.host);
    for (const auto& model : plan.models)
        form.models.append({qt(model.model), qt(model.served_name), qt(model.scheme), qt(model.url)});
    show_server(form, plan.server);
    form.secrets = qt(join(plan.secrets, " "));
    form.prompt_tokens = shown(plan.workload.prompt_tokens);
    form.output_tokens = shown(plan.workload.output_tokens);
    form.prefix_tokens = shown(plan.workload.prefix_tokens);
    form.data_file = qt(plan.workload.data_file);
    form.with_load = plan.load.has_value();
    show_load(form, plan.load ? *plan.load : runs::Load());
    form.with_accuracy = plan.accuracy.has_value();
    show_accuracy(form, plan.accuracy ? *plan.accuracy : runs::Accuracy());
    form.with_quantize = plan.quantize.has_value();
    show_quantize(form, plan.quantize ? *plan.quantize : runs::Quantize());
    form.repeat = shown(plan.repeat);
    form.seed = QString::number(plan.seed);
    form.order = plan.order;
    return form;
}

} // namespace kneepoint::ui
