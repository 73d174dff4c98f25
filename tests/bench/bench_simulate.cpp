// SPDX-License-Identifier: GPL-3.0-or-later
// How much the simulated endpoint carries: bench_simulate [STREAMS] [ITL_MS] [SECONDS] starts it in exact mode, reads
// all streams on one thread and prints tokens/s, the CPU of both sides and how late tokens were sent.
#include "kneepoint/load/simulator.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace kneepoint;
using Clock = std::chrono::steady_clock;

namespace {

double cpu_seconds(int who)
{
    rusage usage{};
    getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int open_stream(std::uint16_t port, int epoll, int tokens)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
    const std::string body = fmt::format(R"({{"prompt":[1],"stream":true,"ignore_eos":true,"max_tokens":{}}})", tokens);
    const std::string request =
        fmt::format("POST /v1/completions HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
    if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) return -1;
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    return fd;
}

void read_until(int epoll, Clock::time_point end)
{
    std::array<epoll_event, 256> events{};
    std::array<char, 65536> bytes{};
    while (Clock::now() < end) {
        const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT) == 0) epoll_ctl(epoll, EPOLL_CTL_DEL, fd, nullptr);
        }
    }
}

int bench(int streams, int itl_ms, int seconds)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    load::SimulatorOptions options;
    options.model = *load::sim_model("l40s-8b-bf16");
    options.model.max_model_tokens = 10'000'000;
    options.exact = {.ttft = std::chrono::milliseconds(1000), .itl = std::chrono::milliseconds(itl_ms)};
    const auto simulator = load::Simulator::start(options);
    if (!simulator) return 3;
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < streams; ++i)
        if (open_stream((*simulator)->port(), epoll, 1'000'000) < 0) return 3;
    read_until(epoll, Clock::now() + std::chrono::milliseconds(2500)); // past every first token
    const auto before = (*simulator)->counts();
    const double all_before = cpu_seconds(RUSAGE_SELF);
    const double own_before = cpu_seconds(RUSAGE_THREAD);
    const auto start = Clock::now();
    read_until(epoll, start + std::chrono::seconds(seconds));
    const double wall = std::chrono::duration<double>(Clock::now() - start).count();
    const auto after = (*simulator)->counts();
    const double own = cpu_seconds(RUSAGE_THREAD) - own_before;
    const double server = cpu_seconds(RUSAGE_SELF) - all_before - own;
    const auto tokens = static_cast<double>(after.tokens - before.tokens);
    const double asked = streams * 1e3 / itl_ms;
    fmt::print("{} streams at {} ms: {:.0f} tokens/s of {:.0f} ({:.2f} %); server CPU {:.0f} % of a core, {:.2f} us a "
               "token; reader {:.0f} %; sent over 1 ms late {:.3f} %, bunched {}, latest {:.2f} ms\n",
               streams, itl_ms, tokens / wall, asked, 100 * tokens / wall / asked, 100 * server / wall,
               1e6 * server / tokens, 100 * own / wall,
               100.0 * static_cast<double>(after.late_tokens - before.late_tokens) / tokens,
               after.bunched_tokens - before.bunched_tokens, static_cast<double>(after.greatest_delay_ns) / 1e6);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const auto number = [&](int index, int otherwise) { return argc > index ? std::atoi(argv[index]) : otherwise; };
    return bench(number(1, 2000), number(2, 50), number(3, 10));
}
