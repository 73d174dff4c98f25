// SPDX-License-Identifier: GPL-3.0-or-later
// Paired bootstrap of 100 tasks of 14,000 questions, 10,000 draws each, beside vectorised NumPy on the same machine.
// Build with optimisation. bench_bootstrap [PYTHON [TASKS]]: NumPy is timed on TASKS of the tasks (3) and scaled up.
// Compared is processor time, so that a busy machine does not change the figure: one core against one, and all cores,
// which ours takes, against NumPy's one.
#include "kneepoint/stats/bootstrap.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace kneepoint::stats;

namespace {

constexpr std::size_t task_count = 100, questions = 14'000, draws = 10'000;

struct Task {
    std::vector<double> base, candidate;
};

/// 60 % right on both sides, 10 % flip; or scores of any value between 0 and 1.
std::vector<Task> tasks(bool is_binary)
{
    std::mt19937_64 random(20260101);
    std::uniform_real_distribution<double> share;
    std::vector<Task> result(task_count);
    for (auto& task : result)
        for (std::size_t i = 0; i < questions; ++i) {
            const double u = share(random), v = share(random);
            task.base.push_back(is_binary ? (u < 0.66 ? 1 : 0) : u);
            task.candidate.push_back(is_binary ? (u < 0.60 || (u > 0.66 && u < 0.70) ? 1 : 0) : 0.9 * u + 0.1 * v);
        }
    return result;
}

/// Seconds of processor time for all tasks.
double ours(bool is_binary)
{
    const auto data = tasks(is_binary);
    std::vector<PairedScores> scores;
    for (const auto& task : data) scores.push_back({task.base, task.candidate});
    const auto processor = std::clock();
    const auto start = std::chrono::steady_clock::now();
    const auto results = bootstrap_differences(scores, {.draws = draws});
    const double clock = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double seconds = double(std::clock() - processor) / CLOCKS_PER_SEC;
    std::printf("Kneepoint, %-24s %9.3f s (%.3f s by the clock); first task %.6f, error %.6f\n",
                is_binary ? "0/1 scores" : "continuous scores", seconds, clock, results[0]->estimate,
                results[0]->standard_error);
    return seconds;
}

/// The usual way, in blocks of draws that stay in the cache; and for 0/1 scores what NumPy can do with counts alone.
constexpr const char* numpy_program = R"(
import sys, time
try:
    import numpy as np
except ImportError:
    sys.exit(3)
tasks, n, draws = (int(x) for x in sys.argv[1:])
rng = np.random.default_rng(1)
def timed(f):
    start = time.process_time()
    for _ in range(tasks): f()
    return (time.process_time() - start) / tasks
def resample(d):
    means = np.empty(draws)
    for i in range(0, draws, 50):
        means[i:i + 50] = d[rng.integers(0, n, size=(50, n), dtype=np.int32)].mean(axis=1)
    return np.percentile(means, [2.5, 97.5])
flips = rng.choice([-1.0, 0.0, 1.0], n, p=[.06, .9, .04])
counts = [(flips == v).sum() / n for v in (-1, 0, 1)]
def multinomial():
    return np.percentile(rng.multinomial(n, counts, draws) @ np.array([-1., 0., 1.]) / n, [2.5, 97.5])
print(timed(lambda: resample(flips)), timed(lambda: resample(rng.standard_normal(n))), timed(multinomial))
)";

/// Seconds of processor time a task: by index with 0/1 scores, by index with continuous ones, by counts. Empty without
/// NumPy.
std::vector<double> numpy(const std::string& python, int timed_tasks)
{
    std::string command = python + " -c '" + numpy_program + "'"; // which holds no single quote
    for (const auto number : {std::size_t(timed_tasks), questions, draws}) command += " " + std::to_string(number);
    std::vector<double> seconds;
    if (FILE* out = popen((command + " 2>&1").c_str(), "r")) {
        double value = 0;
        while (std::fscanf(out, "%lf", &value) == 1) seconds.push_back(value);
        if (pclose(out) != 0) seconds.clear();
    }
    return seconds;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string python = argc > 1 ? argv[1] : "python3";
    const int timed_tasks = argc > 2 ? std::max(1, std::atoi(argv[2])) : 3;
    std::printf("%zu tasks, %zu paired questions each, %zu draws\n", task_count, questions, draws);
    const double binary = ours(true), continuous = ours(false);
    const auto seconds = numpy(python, timed_tasks);
    if (seconds.size() != 3) {
        std::printf("%s has no NumPy: nothing to compare with\n", python.c_str());
        return 0;
    }
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    std::printf(
        "NumPy, timed on %d of the tasks and scaled to all; how many times ours takes, on one core and on %.0f:\n",
        timed_tasks, cores);
    const auto line = [cores](const char* what, double its, double own) {
        std::printf("  %-33s %9.1f s: %7.1f %8.1f\n", what, its * task_count, its * task_count / own,
                    its * task_count / own * cores);
        return its * task_count / own * cores;
    };
    const double by_index = line("0/1 scores by index", seconds[0], binary);
    const double by_value = line("continuous scores by index", seconds[1], continuous);
    line("0/1 scores by counts", seconds[2], binary);
    const bool held = by_index >= 10 && by_value >= 10;
    std::printf("bound: NumPy by index takes 10 times as long: %s\n", held ? "held" : "MISSED");
    return held ? 0 : 1;
}
