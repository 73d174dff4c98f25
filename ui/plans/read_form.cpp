// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/argument_words.h"
#include "plans/flag_lines.h"
#include "plans/plan_form.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <QCoreApplication>

#include <cmath>

namespace kneepoint::ui {

namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("PlanForm", text);
}

/// Reads one field after another and notes those that cannot be read.
class FieldReader {
public:
    std::vector<runs::PlanProblem> problems;

    /// Of an optional number: empty leaves it out.
    template<typename Number>
    void number(const char* field, const QString& text, std::optional<Number>& into)
    {
        into.reset();
        if (text.trimmed().isEmpty()) return;
        Number value{};
        number(field, text, value);
        into = value;
    }
    void number(const char* field, const QString& text, double& into)
    {
        const auto value = parse_decimal(text.trimmed().toStdString());
        if (value && std::isfinite(*value))
            into = *value;
        else
            note(field, text.trimmed().isEmpty() ? words("Write a number here.")
                                                 : words("\"%1\" is no number.").arg(text.trimmed()));
    }
    template<std::integral Number>
    void number(const char* field, const QString& text, Number& into)
    {
        bool good = false;
        Number value{};
        if constexpr (std::is_same_v<Number, int>)
            value = text.trimmed().toInt(&good);
        else if constexpr (std::is_signed_v<Number>)
            value = text.trimmed().toLongLong(&good);
        else
            value = text.trimmed().toULongLong(&good);
        if (good)
            into = value;
        else
            note(field, text.trimmed().isEmpty() ? words("Write a whole number here.")
                                                 : words("\"%1\" is no whole number.").arg(text.trimmed()));
    }
    template<typename Number>
    void numbers(const char* field, const QString& text, std::vector<Number>& into)
    {
        into.clear();
        for (const auto& part : parts(text)) {
            Number value{};
            number(field, part, value);
            into.push_back(value);
        }
    }
    template<typename Value, typename Read>
    void text(const char* field, const QString& typed_text, Value& into, Read read)
    {
        auto value = read(typed_text.toStdString());
        if (value)
            into = std::move(*value);
        else
            note(field, QString::fromStdString(value.error().text));
    }
    /// Parted by blanks or commas.
    static QStringList parts(const QString& text)
    {
        auto plain = text;
        return plain.replace(QLatin1Char(','), QLatin1Char(' '))
            .simplified()
            .split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }

private:
    void note(const char* field, const QString& text) { problems.push_back({field, text.toStdString()}); }
};

std::vector<std::string> names(const QString& text)
{
    std::vector<std::string> list;
    for (const auto& part : FieldReader::parts(text)) list.push_back(part.toStdString());
    return list;
}

std::string plain(const QString& text)
{
    return text.trimmed().toStdString();
}

template<typename Number>
void add_flag(FieldReader& reader, const char* field, const QString& text, const char* name, ServerFlags& flags)
{
    std::optional<Number> value;
    reader.number(field, text, value);
    if (value) flags[name] = *value;
}

/// What belongs to another kind of server stays in the form, out of sight, and is no part of the plan.
void read_server(FieldReader& reader, const PlanForm& form, runs::Server& server)
{
    using Kind = runs::Server::Kind;
    server.kind = form.serve;
    if (form.serve == Kind::vllm) {
        reader.text("server.flags", form.flags, server.flags, flags_of);
        add_flag<std::int64_t>(reader, "server.flags.max-model-len", form.max_model_len, "max-model-len", server.flags);
        add_flag<double>(reader, "server.flags.gpu-memory-utilization", form.gpu_share, "gpu-memory-utilization",
                         server.flags);
        add_flag<std::int64_t>(reader, "server.flags.tensor-parallel-size", form.tensor_parallel,
                               "tensor-parallel-size", server.flags);
        add_flag<std::int64_t>(reader, "server.flags.max-num-seqs", form.max_num_seqs, "max-num-seqs", server.flags);
        reader.text("server.extra_args", form.server_arguments, server.extra_args, words_of);
    }
    if (form.serve == Kind::command) {
        reader.text("server.argv", form.command, server.argv, words_of);
        server.ready = plain(form.ready);
    }
    reader.text("server.env", form.environment, server.environment, assignments_of); // of the whole job
    if (form.serve == Kind::running) return;
    if (!form.port.trimmed().isEmpty()) reader.number("server.port", form.port, server.port);
    reader.number("server.ready_timeout_s", form.ready_timeout, server.ready_timeout_s);
}

void read_load(FieldReader& reader, const PlanForm& form, runs::Load& load)
{
    using runs::Profile;
    const auto profile = form.profile;
    load.tool = form.tool;
    load.profile = profile;
    if (form.tool == runs::LoadTool::guidellm) load.version = plain(form.tool_version);
    if (profile == Profile::sweep || profile == Profile::knee) reader.number("load.levels", form.levels, load.levels);
    if (profile == Profile::sweep || profile == Profile::knee || profile == Profile::throughput)
        reader.number("load.max_concurrency", form.max_concurrency, load.max_concurrency);
    if (profile == Profile::concurrent) reader.numbers("load.streams", form.streams, load.streams);
    if (profile == Profile::constant || profile == Profile::poisson)
        reader.numbers("load.rates", form.rates, load.rates);
    reader.number("load.max_seconds", form.max_seconds, load.max_seconds);
    reader.number("load.max_requests", form.max_requests, load.max_requests);
    reader.number("load.warmup_s", form.warmup, load.warmup_s);
    reader.text("load.extra_args", form.load_arguments, load.extra_args, words_of);
}

void read_accuracy(FieldReader& reader, const PlanForm& form, runs::Accuracy& accuracy)
{
    accuracy.backend = form.backend;
    accuracy.tasks = names(form.tasks);
    accuracy.include_path = plain(form.include_path);
    reader.number("accuracy.num_fewshot", form.few_shot, accuracy.num_fewshot);
    reader.number("accuracy.limit", form.limit, accuracy.limit);
    accuracy.apply_chat_template = form.chat_template;
    reader.text("accuracy.model_args", form.model_args, accuracy.model_args, assignments_of);
    reader.text("accuracy.extra_args", form.accuracy_arguments, accuracy.extra_args, words_of);
}

void read_quantize(FieldReader& reader, const PlanForm& form, runs::Quantize& quantize)
{
    quantize.model = plain(form.quantize_model);
    quantize.scheme = plain(form.quantize_scheme);
    quantize.output = plain(form.quantize_output);
    quantize.dataset = plain(form.quantize_dataset);
    reader.number("quantize.samples", form.quantize_samples, quantize.samples);
    reader.number("quantize.max_length", form.quantize_length, quantize.max_length);
}

} // namespace

ReadForm plan_of(const PlanForm& form)
{
    FieldReader reader;
    ReadForm read;
    auto& plan = read.plan;
    plan.name = plain(form.name);
    plan.host = plain(form.host);
    for (const auto& model : form.models)
        plan.models.push_back({plain(model.model), plain(model.served_name), plain(model.scheme),
                               form.serve == runs::Server::Kind::running ? plain(model.url) : std::string()});
    read_server(reader, form, plan.server);
    plan.secrets = names(form.secrets);
    reader.number("workload.prompt_tokens", form.prompt_tokens, plan.workload.prompt_tokens);
    reader.number("workload.output_tokens", form.output_tokens, plan.workload.output_tokens);
    reader.number("workload.prefix_tokens", form.prefix_tokens, plan.workload.prefix_tokens);
    plan.workload.data_file = plain(form.data_file);
    if (form.with_load)
        read_load(reader, form, *plan.load); // there by default
    else
        plan.load.reset();
    if (form.with_accuracy) read_accuracy(reader, form, plan.accuracy.emplace());
    if (form.with_quantize) read_quantize(reader, form, plan.quantize.emplace());
    reader.number("repeat", form.repeat, plan.repeat);
    reader.number("seed", form.seed, plan.seed);
    plan.order = form.order;
    read.problems = std::move(reader.problems);
    return read;
}

} // namespace kneepoint::ui
