// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/curve.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <random>
#include <vector>

/// Queues with c servers and exponential service of mean 1, whose knee is known.
namespace kneepoint::tests {

/// Mean latency of `requests` requests of N streams, each of which sends its next request when the last one is
/// answered. By Little's law the mean is N / min(N, c): a flat line up to c streams, one of slope 1 after.
inline double closed_latency(int streams, int servers, int requests, std::mt19937_64& random)
{
    std::exponential_distribution<double> service(1);
    // Served first come, first served: the next request starts when its stream is ready and a server is free.
    std::priority_queue<double, std::vector<double>, std::greater<>> free_at, ready_at;
    for (int i = 0; i < servers; ++i) free_at.push(0);
    for (int i = 0; i < streams; ++i) ready_at.push(0);
    double sum = 0;
    const int warm_up = 4 * streams;
    for (int i = 0; i < warm_up + requests; ++i) {
        const double sent = ready_at.top(), start = std::max(sent, free_at.top());
        ready_at.pop();
        free_at.pop();
        const double end = start + service(random);
        free_at.push(end);
        ready_at.push(end);
        if (i >= warm_up) sum += end - sent;
    }
    return sum / requests;
}

inline double closed_latency_expected(int streams, int servers)
{
    return std::max(1.0, double(streams) / servers);
}

/// Mean latency of an open M/M/c queue: 1 + C(c, rate) / (c - rate) with Erlang's C formula.
inline double open_latency_expected(double rate, int servers)
{
    double blocking = 1; // Erlang B by its recursion
    for (int k = 1; k <= servers; ++k) blocking = rate * blocking / (k + rate * blocking);
    const double busy = rate / servers, waits = blocking / (1 - busy * (1 - blocking));
    return 1 + waits / (servers - rate);
}

inline double open_latency(double rate, int servers, int requests, std::mt19937_64& random)
{
    std::exponential_distribution<double> service(1), gap(rate);
    std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
    for (int i = 0; i < servers; ++i) free_at.push(0);
    double now = 0, sum = 0;
    const int warm_up = requests / 4;
    for (int i = 0; i < warm_up + requests; ++i) {
        now += gap(random);
        const double start = std::max(now, free_at.top());
        free_at.pop();
        const double end = start + service(random);
        free_at.push(end);
        if (i >= warm_up) sum += end - now;
    }
    return sum / requests;
}

template<typename Latency>
std::vector<stats::CurvePoint> sweep(const std::vector<double>& loads, const Latency& latency)
{
    std::vector<stats::CurvePoint> points;
    for (const double load : loads) points.push_back({load, latency(load), points.size()});
    return stats::curve(points);
}

} // namespace kneepoint::tests
