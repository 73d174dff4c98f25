// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/shell.h"

#include "command_stopper.h"
#include "marker_scanner.h"
#include "random_hex.h"
#include "shell_text.h"

#include "kneepoint/base/text.h"

#include <QPromise>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace kneepoint::hosts {

namespace {

constexpr std::size_t kept_messages = 8192;
/// A command that was told to stop has this long before the whole shell is given up.
constexpr std::chrono::seconds stop_grace{25};
/// Less when it could not even be told; a download ends by itself, its bytes are only dropped.
constexpr std::chrono::seconds refused_grace{5};

void keep_last(std::string& text, std::string_view more)
{
    text.append(more);
    if (text.size() > kept_messages) text.erase(0, text.size() - kept_messages);
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

int number(std::string_view digits)
{
    int value = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

} // namespace

struct Shell::Call {
    int id = 0;
    Command command;
    std::string text;
    QPromise<Result<Output>> promise;
    std::unique_ptr<std::stop_callback<std::function<void()>>> on_stop;
    Output output;
    bool answered = false; ///< the caller has its result; what still comes is dropped
    bool out_ended = false;
    bool err_ended = false;

    void answer(Result<Output> result)
    {
        if (std::exchange(answered, true)) return;
        on_stop.reset();
        promise.addResult(std::move(result));
        promise.finish();
    }
};

Shell::Shell(std::string host_name, Launch launch, std::string prepare, QObject* parent)
    : QObject(parent), m_name(std::move(host_name)), m_launch(std::move(launch)), m_prepare(std::move(prepare)),
      m_token(random_hex(16)), m_out(std::make_unique<MarkerScanner>(m_token)),
      m_err(std::make_unique<MarkerScanner>(m_token))
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        if (m_state == State::starting) return m_process.kill();
        if (!m_calls.empty()) give_up(m_calls.front()->id, no_answer("The command took too long"));
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &Shell::read_output);
    connect(&m_process, &QProcess::readyReadStandardError, this, &Shell::read_errors);
    connect(&m_process, &QProcess::finished, this, &Shell::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        m_ending.started = false;
        finish();
    });
}

Shell::~Shell()
{
    m_process.disconnect(this);
    m_state = State::ended;
    fail_all("The connection was closed");
    m_process.closeWriteChannel();
    m_process.kill(); // what it ran ends by itself or is a job, which is none of its children
    m_process.waitForFinished(1000);
}

void Shell::start(std::chrono::milliseconds limit)
{
    if (m_state != State::idle) return;
    m_state = State::starting;
    m_limit.start(limit);
    start_apart(m_process, m_launch);
    const auto text = bootstrap_text(m_token, m_prepare);
    m_process.write(text.data(), static_cast<qint64>(text.size()));
}

QFuture<Result<Output>> Shell::run(Command command)
{
    auto call = std::make_unique<Call>();
    auto future = call->promise.future();
    call->promise.start();
    call->id = ++m_last_id;
    auto text = command_text(command);
    if (!text || m_state == State::ended) {
        call->answer(text ? std::unexpected(no_answer("The connection is closed")) : std::unexpected(text.error()));
        return future;
    }
    call->text = std::move(*text);
    call->command = std::move(command);
    if (call->command.stop.stop_possible())
        call->on_stop =
            std::make_unique<std::stop_callback<std::function<void()>>>(call->command.stop, [this, id = call->id] {
                // From whatever thread: the shell's own does the work.
                QMetaObject::invokeMethod(
                    this, [this, id] { give_up(id, {ErrorKind::cancelled, "It was stopped.", m_name}); },
                    Qt::QueuedConnection);
            });
    m_calls.push_back(std::move(call));
    send_next();
    return future;
}

void Shell::close()
{
    m_ending.wanted = true;
    if (m_state == State::idle || m_state == State::ended) return;
    m_process.closeWriteChannel(); // the loop reads its end
    QTimer::singleShot(std::chrono::milliseconds(500), &m_process, &QProcess::kill);
}

void Shell::send_next()
{
    if (m_state != State::ready || m_running || m_stopper) return;
    std::erase_if(m_calls, [](const auto& call) { return call->answered; });
    if (m_calls.empty()) return;
    auto& call = *m_calls.front();
    m_running = true;
    m_limit.start(call.command.timeout);
    const auto frame = frame_text(m_token, call.id, std::move(call.text), call.command.input);
    call.command.input.clear();
    m_process.write(frame.data(), static_cast<qint64>(frame.size()));
}

void Shell::read_output()
{
    m_out->feed(view(m_process.readAllStandardOutput()));
    while (const auto words = m_out->next([this](std::string_view bytes) { take_output(bytes); }))
        take_mark(*words, true);
}

void Shell::read_errors()
{
    m_err->feed(view(m_process.readAllStandardError()));
    while (const auto words = m_err->next([this](std::string_view bytes) { take_errors(bytes); }))
        take_mark(*words, false);
}

void Shell::take_output(std::string_view bytes)
{
    if (m_state == State::starting) return keep_last(m_ending.noise, bytes);
    if (!m_running || m_calls.front()->answered) return;
    auto& call = *m_calls.front();
    if (call.command.sink) {
        m_limit.start(call.command.timeout); // as long as something comes, it is not late
        return call.command.sink(bytes);
    }
    call.output.out.append(bytes);
    if (call.output.out.size() > call.command.output_limit)
        give_up(call.id, {ErrorKind::too_large,
                          fmt::format("The command wrote more than {} bytes.", call.command.output_limit), m_name});
}

void Shell::take_errors(std::string_view bytes)
{
    keep_last(m_ending.errors, bytes);
    if (m_state != State::ready || !m_running || m_calls.front()->answered) return;
    auto& call = *m_calls.front();
    const auto room = call.command.output_limit - std::min(call.command.output_limit, call.output.err.size());
    call.output.err.append(bytes.substr(0, room));
}

void Shell::take_mark(const std::string& words, bool of_output)
{
    const auto parts = split(words, ':');
    if (parts.front() == "ready") {
        if (of_output && m_state == State::starting) become_ready(words);
        return;
    }
    if (!m_running || number(parts.front()) != m_calls.front()->id) return;
    auto& call = *m_calls.front();
    if (of_output) {
        call.out_ended = true;
        call.output.status = parts.size() > 1 ? number(parts[1]) : -1;
    } else {
        call.err_ended = true;
        m_ending.errors.clear(); // they were the command's
    }
    if (call.out_ended && call.err_ended) end_call();
}

void Shell::become_ready(const std::string& words)
{
    m_limit.stop();
    m_state = State::ready;
    m_ending.was_ready = true;
    m_identity = words.substr(words.find(':') + 1);
    emit ready();
    send_next();
}

void Shell::end_call()
{
    m_limit.stop();
    m_running = false;
    m_ending.stop_refused = false; // it ended all the same
    const auto call = std::move(m_calls.front());
    m_calls.pop_front();
    call->answer(std::move(call->output));
    send_next();
}

void Shell::give_up(int id, Error error)
{
    const auto found = std::ranges::find(m_calls, id, [](const auto& call) { return call->id; });
    if (found == m_calls.end()) return;
    const bool runs = m_running && found == m_calls.begin();
    const bool again = (*found)->answered;
    if (!runs && again) return;
    if (runs && again) { // not even stopping it helped: the grace is over
        m_ending.gave_up = true;
        return m_process.kill();
    }
    (*found)->answer(std::unexpected(std::move(error)));
    if (runs) stop_on_host();
}

void Shell::stop_on_host()
{
    m_limit.start(stop_grace);
    if (m_stopper || !m_identity.contains(':') || m_identity.ends_with(':')) return;
    m_stopper = std::make_unique<CommandStopper>(m_launch, m_identity);
    connect(
        m_stopper.get(), &CommandStopper::done, this,
        [this](bool worked) {
            m_stopper.release()->deleteLater();
            m_ending.stop_refused = !worked;
            if (!worked && m_running) m_limit.start(refused_grace);
            send_next();
        },
        Qt::QueuedConnection);
}

void Shell::finish()
{
    if (m_state == State::ended) return;
    read_output();
    read_errors();
    m_err->feed("\n"); // a last line without an end could have been held back as the begin of a mark
    m_err->next([this](std::string_view bytes) { take_errors(bytes); });
    m_limit.stop();
    m_state = State::ended;
    m_ending.exit_code = m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    fail_all("The connection was lost");
    emit ended(m_ending);
}

void Shell::fail_all(const std::string& why)
{
    const auto calls = std::move(m_calls);
    m_calls.clear();
    m_running = false;
    for (const auto& call : calls) call->answer(std::unexpected(no_answer(why)));
}

Error Shell::no_answer(std::string_view what) const
{
    return {ErrorKind::io, fmt::format("{}; what it did there is not known.", what), m_name};
}

} // namespace kneepoint::hosts
