// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/simulator.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <memory>

namespace kneepoint::tests {

inline load::SimulatorOptions exact(int ttft_ms, int itl_ms)
{
    load::SimulatorOptions options;
    options.model = *load::sim_model("l40s-8b-bf16");
    options.model_name = "m";
    options.exact = {.ttft = std::chrono::milliseconds(ttft_ms), .itl = std::chrono::milliseconds(itl_ms)};
    return options;
}

inline std::unique_ptr<load::Simulator> started(load::SimulatorOptions options)
{
    auto simulator = load::Simulator::start(std::move(options));
    if (!simulator) qFatal("%s", simulator.error().text.c_str());
    return std::move(*simulator);
}

/// Const, as only then indexing gives values that can be indexed further by text.
inline const QJsonObject json(const QByteArray& text)
{
    return QJsonDocument::fromJson(text).object();
}

inline QByteArray completion(int tokens, const QByteArray& more = {})
{
    return R"({"model":"m","prompt":[1,2,3,4,5],"ignore_eos":true,"max_tokens":)" + QByteArray::number(tokens) + more +
           "}";
}

} // namespace kneepoint::tests
