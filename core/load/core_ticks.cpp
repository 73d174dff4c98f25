// SPDX-License-Identifier: GPL-3.0-or-later
#include "core_ticks.h"

#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

namespace kneepoint::load {

CoreTicks core_ticks()
{
    CoreTicks sum;
    cpu_set_t ours;
    const auto per_s = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (::sched_getaffinity(0, sizeof ours, &ours) != 0 || per_s <= 0) return sum;
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line) && line.starts_with("cpu");) {
        int core = 0;
        // user nice system idle iowait irq softirq steal; guest time is counted in user already
        std::array<double, 8> t{};
        if (std::sscanf(line.c_str(), "cpu%d %lf %lf %lf %lf %lf %lf %lf %lf", &core, &t[0], &t[1], &t[2], &t[3], &t[4],
                        &t[5], &t[6], &t[7]) != 9 ||
            !CPU_ISSET(core, &ours))
            continue;
        for (const double ticks : t) sum.all_s += ticks / per_s;
        sum.idle_s += (t[3] + t[4]) / per_s;
        sum.stolen_s += t[7] / per_s;
    }
    return sum;
}

} // namespace kneepoint::load
