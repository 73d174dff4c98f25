// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/runs/plan.h"

#include <QList>
#include <QString>

#include <vector>

namespace kneepoint::ui {

/// A plan as the fields of the Run page hold it: text as it is typed, switches, choices. Parts that are switched off
/// keep their fields.
struct PlanForm {
    struct Model {
        QString model, served_name, scheme, url;
        bool operator==(const Model&) const = default;
    };

    QString name, host;
    QList<Model> models;

    runs::Server::Kind serve = runs::Server::Kind::vllm;
    QString max_model_len, gpu_share, tensor_parallel, max_num_seqs; ///< flags of vLLM with a field of their own
    QString flags;                                                   ///< the others: "name=value" a line
    QString server_arguments, command, environment, secrets, ready, port, ready_timeout;

    QString prompt_tokens, output_tokens, prefix_tokens, data_file;

    bool with_load = true;
    runs::LoadTool tool = runs::LoadTool::kneepoint_load;
    runs::Profile profile = runs::Profile::sweep;
    QString tool_version, levels, streams, rates, max_concurrency, max_seconds, max_requests, warmup, load_arguments;
    QString repeat, seed;
    runs::Order order = runs::Order::in_turn;

    bool with_accuracy = false;
    runs::Accuracy::Backend backend = runs::Accuracy::Backend::server;
    QString tasks, include_path, few_shot, limit, model_args, accuracy_arguments;
    bool chat_template = false;

    bool with_quantize = false;
    QString quantize_model, quantize_scheme, quantize_output, quantize_dataset, quantize_samples, quantize_length;

    bool operator==(const PlanForm&) const = default;
};

PlanForm form_of(const runs::Plan& plan);

/// What the fields say as a plan, and the fields that cannot be read as what they should hold. Such a field has its
/// default in the plan.
struct ReadForm {
    runs::Plan plan;
    std::vector<runs::PlanProblem> problems;
};
ReadForm plan_of(const PlanForm& form);

} // namespace kneepoint::ui
