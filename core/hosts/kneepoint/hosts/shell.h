// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/command.h"
#include "kneepoint/hosts/launch.h"

#include <QFuture>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>
#include <string>

namespace kneepoint::hosts {

class CommandStopper;
class MarkerScanner;

/// How a shell's process ended.
struct ShellEnding {
    bool was_ready = false; ///< it had answered before
    bool wanted = false;    ///< close() was called
    bool started = true;    ///< false: the program is missing
    /// A command did not end when it was told to; with `stop_refused` the second log-in that this needs was refused.
    bool gave_up = false, stop_refused = false;
    int exit_code = 0;
    std::string errors; ///< the last that it wrote to standard error
    std::string noise;  ///< what it wrote to standard output before it was ready
};

/// One sh that stays: commands go in as framed lines, what they write comes back between marks that nobody can guess.
/// Commands run one after the other in the order of run(). A command that is stopped or late is ended on the host, too,
/// by a second log-in that asks nothing. Where that is refused and the command does not end by itself soon, the
/// connection is closed.
class Shell : public QObject {
    Q_OBJECT
public:
    /// @param host_name what errors call it @param prepare see Host::prepare
    Shell(std::string host_name, Launch launch, std::string prepare = {}, QObject* parent = nullptr);
    ~Shell() override;

    /// Leads to ready() or ended().
    /// @param limit until it must have answered
    void start(std::chrono::milliseconds limit = std::chrono::seconds(30));
    bool is_ready() const { return m_state == State::ready; }
    /// The process here: ssh, or the sh itself.
    qint64 process_id() const { return m_process.processId(); }

    /// Waits for its turn; before ready() it waits for that. The future is never cancelled and always gets a result.
    /// @error invalid for a NUL, a bad name of a variable or a program that starts with "-"; cancelled by the command's
    ///        stop token; too_large; io when it took too long or the connection is gone (what it did is then unknown)
    QFuture<Result<Output>> run(Command command);

    void close();

signals:
    void ready();
    void ended(const kneepoint::hosts::ShellEnding& ending);

private:
    enum class State { idle, starting, ready, ended };
    struct Call;

    void read_output();
    void read_errors();
    void take_output(std::string_view bytes);
    void take_errors(std::string_view bytes);
    void take_mark(const std::string& words, bool of_output);
    void become_ready(const std::string& words);
    void send_next();
    void end_call();
    void give_up(int id, Error error);
    void stop_on_host();
    void finish();
    void fail_all(const std::string& why);
    Error no_answer(std::string_view what) const;

    std::string m_name;
    Launch m_launch;
    std::string m_prepare;
    std::string m_token;
    QProcess m_process;
    QTimer m_limit; ///< of the start, then of the running command
    std::unique_ptr<MarkerScanner> m_out, m_err;
    std::deque<std::unique_ptr<Call>> m_calls; ///< the first one runs when m_running
    std::unique_ptr<CommandStopper> m_stopper;
    State m_state = State::idle;
    ShellEnding m_ending;
    std::string m_identity; ///< process id and start time of the sh
    int m_last_id = 0;
    bool m_running = false;
};

} // namespace kneepoint::hosts
