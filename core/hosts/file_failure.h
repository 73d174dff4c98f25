// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/shell.h"

#include <QFuture>
#include <QPointer>

#include <string>

namespace kneepoint::hosts {

/// Why a command on a file failed, from its status and the system's words in what it wrote.
std::unexpected<Error> file_failure(const Output& output, const std::string& path);

/// As Shell::run, also when the shell is gone.
QFuture<Result<Output>> run_in(const QPointer<Shell>& shell, Command command);

} // namespace kneepoint::hosts
