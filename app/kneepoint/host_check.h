// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/progress.h"

#include <string>

namespace kneepoint::app {

struct HostCheckArguments {
    std::string name;
    std::string from; ///< host that an endpoint is looked at from
    std::string plan; ///< file; empty: what a plan may want is only a warning
    bool json = false;
};

/// `kneepoint host check`: looks whether a host is fit and prints the list. @return the exit code
int check_host(const HostCheckArguments& arguments, Progress& progress);

} // namespace kneepoint::app
