// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_source.h"

namespace kneepoint::ui {

JobSource::~JobSource() = default;

} // namespace kneepoint::ui
