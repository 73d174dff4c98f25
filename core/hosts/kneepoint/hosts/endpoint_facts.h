// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/hosts/host.h"
#include "kneepoint/hosts/preflight.h"
#include "kneepoint/hosts/shell.h"

#include <QCoro/QCoroTask>
#include <QPointer>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::hosts {

/// What a served model's address answers, as seen from a machine.
struct EndpointFacts {
    int status = 0;                                          ///< HTTP status of /v1/models; 0: no answer
    std::string failure;                                     ///< why there was none
    std::vector<std::string> models;                         ///< as the server calls them
    std::optional<std::chrono::duration<double>> round_trip; ///< of a TCP connection, the best of some
};

/// Asks /v1/models with the curl of the shell's machine: this computer, or a host near the server. The API key goes in
/// by standard input, never in an argument.
/// @error not_found when that machine has no curl; io when its shell is gone
QCoro::Task<Result<EndpointFacts>> gather_endpoint_facts(QPointer<Shell> from, Endpoint endpoint,
                                                         std::string api_key = {});

/// @param model that will be measured; empty: any
std::vector<Check> endpoint_checks(const EndpointFacts& facts, const std::string& model);

} // namespace kneepoint::hosts
