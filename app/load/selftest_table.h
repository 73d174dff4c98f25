// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/decimal.h"
#include "kneepoint/load/selftest.h"

#include <cstdio>

namespace kneepoint::app {

void print_selftest_head(std::FILE* out, const load::SelfTestPlan& plan);
void print_selftest_row(std::FILE* out, const load::SelfTestRow& row);

} // namespace kneepoint::app
