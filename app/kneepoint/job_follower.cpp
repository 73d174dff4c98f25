// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_follower.h"

#include "json_jobs.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <QEventLoop>
#include <QTimer>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace kneepoint::app {

namespace {

using namespace std::chrono_literals;

constexpr auto second_thought = 3s; ///< for the second Ctrl-C
constexpr std::chrono::milliseconds look = 100ms;
constexpr auto between_lines = 30s; ///< of the same step, where they stand below each other

/// One line that is written over on a terminal; lines below each other elsewhere.
class StatusLine {
public:
    void show(const std::string& text)
    {
        if (text == m_shown) return;
        m_shown = text;
        if (m_terminal)
            fmt::print(stderr, "\r\033[K{}", one_line(text, 200));
        else
            fmt::print(stderr, "{}\n", text);
        std::fflush(stderr);
    }
    /// Whatever comes next stands on a line of its own.
    void leave()
    {
        if (m_terminal && !m_shown.empty()) fmt::print(stderr, "\n");
        m_shown.clear();
    }
    bool on_terminal() const { return m_terminal; }

private:
    bool m_terminal = ::isatty(STDERR_FILENO) == 1;
    std::string m_shown;
};

class Follower {
public:
    Follower(runs::JobCenter& center, std::string id, Show show, Context& context)
        : m_center(center), m_id(std::move(id)), m_show(show), m_context(context)
    {}

    int run()
    {
        QObject here;
        QObject::connect(&m_center, &runs::JobCenter::changed, &here, [this](const std::string& id) {
            if (id == m_id) tell("state");
        });
        QObject::connect(&m_center, &runs::JobCenter::results_grew, &here, [this](const std::string& id) {
            if (id == m_id && m_show == Show::json) tell("results");
        });
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &here, [this] { turn(); });
        timer.start(look);
        tell("state");
        turn();
        if (!m_over) m_loop.exec();
        m_line.leave();
        return m_exit;
    }

private:
    void turn()
    {
        if (m_over) return;
        const auto job = m_center.job(m_id);
        if (!job) return end(input_failed); // somebody took it out of the journal
        if (is_end(job->state)) return finish(*job);
        if (job->needs_user) { // a command cannot wait for a key or a host's new one
            m_line.leave();
            fmt::print(stderr, "kneepoint: {}\nThe job stays as it is; `kneepoint jobs attach {}` tries again.\n",
                       job->sentence, m_id);
            return end(input_failed);
        }
        if (m_show == Show::text && m_line.on_terminal()) m_line.show(line_of(*job)); // the time that is left runs
        const int pressed = m_context.interrupts;
        if (pressed > m_heard) hear(std::exchange(m_heard, pressed));
        if (m_leaves && std::chrono::steady_clock::now() >= *m_leaves) end(interrupted);
    }

    void hear(int before)
    {
        m_line.leave();
        if (before == 0) {
            m_leaves = std::chrono::steady_clock::now() + second_thought;
            if (m_show == Show::json) print_line({{"event", "left"}, {"job", m_id}});
            fmt::print(stderr,
                       "The job goes on.{1}\n"
                       "  kneepoint jobs attach {0}   watches it and fetches its results\n"
                       "  kneepoint jobs cancel {0}{2}   ends it\n",
                       m_id, is_ours() ? " Ctrl-C again now cancels it." : "", is_ours() ? "" : " --yes");
        } else if (before == 1 && is_ours()) {
            m_leaves.reset();
            m_center.cancel(m_id);
            fmt::print(stderr, "Cancelling; Ctrl-C again leaves that to the next `kneepoint jobs attach {}`.\n", m_id);
        } else {
            end(interrupted);
        }
    }

    /// What somebody else started is not cancelled by a key that is pressed twice.
    bool is_ours() const
    {
        const auto job = m_center.job(m_id);
        return job && job->by.empty();
    }

    void tell(const char* event)
    {
        const auto job = m_center.job(m_id);
        if (!job) return;
        if (m_show == Show::text) return m_line.on_terminal() ? m_line.show(line_of(*job)) : add_line(*job);
        auto now = job_json(*job);
        if (now == m_told && std::string_view(event) == "state") return;
        m_told = now;
        print_line({{"event", event}, {"job", std::move(now)}});
    }

    static std::string line_of(const runs::JobStatus& job)
    {
        if (job.steps.empty() || is_end(job.state)) return job.sentence;
        return fmt::format("{:3.0f} %  {}", 100 * job_progress(job, std::chrono::system_clock::now()), job.sentence);
    }

    /// Not one for each request that a tool has counted: a state and a step at once, else seldom.
    void add_line(const runs::JobStatus& job)
    {
        const auto step = std::ranges::find(job.steps, runs::StepState::running, &runs::StepStatus::state);
        std::pair news(job.state, step == job.steps.end() ? std::string() : step->id);
        const auto now = std::chrono::steady_clock::now();
        if (news == m_news && now < m_next_line) return;
        m_news = std::move(news);
        m_next_line = now + between_lines;
        m_line.show(job.sentence);
    }

    void finish(const runs::JobStatus& job)
    {
        m_line.leave();
        if (m_show == Show::json) {
            print_line({{"event", "ended"}, {"job", job_json(job)}});
        } else {
            fmt::print(stderr, "{}: {}\n", job.name, job.sentence);
            if (job.fetched_files > 0) fmt::print("{}\n", utf8_path(job.results));
        }
        end(exit_code_of(job));
    }

    void end(int code)
    {
        m_over = true;
        m_exit = code;
        m_loop.quit();
    }

    runs::JobCenter& m_center;
    std::string m_id;
    Show m_show;
    Context& m_context;
    QEventLoop m_loop;
    StatusLine m_line;
    nlohmann::ordered_json m_told;
    std::optional<std::pair<runs::JobState, std::string>> m_news; ///< that the last line was of
    std::chrono::steady_clock::time_point m_next_line;
    std::optional<std::chrono::steady_clock::time_point> m_leaves;
    int m_heard = 0;
    int m_exit = done;
    bool m_over = false;
};

} // namespace

JobSession::~JobSession()
{
    m_center.reset();
    // What was asked of hosts ends with the line.
    wait_while([] { return true; }, 20ms);
}

Result<runs::JobCenter*> JobSession::open()
{
    m_center = std::make_unique<runs::JobCenter>(runs::JobCenter::Options{.askpass = m_session.askpass()});
    if (auto opened = m_center->open(); !opened) return std::unexpected(opened.error());
    for (const auto& notice : m_center->notices()) fmt::print(stderr, "kneepoint: {}\n", notice);
    return m_center.get();
}

int follow(runs::JobCenter& center, const std::string& id, Show show, Context& context)
{
    return Follower(center, id, show, context).run();
}

int exit_code_of(const runs::JobStatus& job)
{
    if (job.state == runs::JobState::done) return done;
    return job.state == runs::JobState::cancelled ? interrupted : input_failed;
}

bool wait_while(const std::function<bool()>& still, std::chrono::milliseconds at_most)
{
    QEventLoop loop;
    QTimer timer;
    const auto end = std::chrono::steady_clock::now() + at_most;
    bool holds = true;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        holds = still();
        if (!holds || std::chrono::steady_clock::now() >= end) loop.quit();
    });
    timer.start(std::min(look, at_most));
    loop.exec();
    return !holds;
}

} // namespace kneepoint::app
