// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/launch.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

class QLocalServer;
class QLocalSocket;
class QTemporaryDir;

namespace kneepoint::hosts {

/// What ssh wants to know.
struct Question {
    enum class Kind {
        host_key,   ///< an unknown host: the answer is the fingerprint that the user accepted
        passphrase, ///< of a key file
        password,
        other,  ///< a code, a PIN: the prompt says which
        notice, ///< nothing to answer, such as "touch your security key"
    };
    int id = 0;
    Kind kind = Kind::other;
    std::string prompt;
    std::string host;        ///< of a host key or password, as ssh writes it
    std::string key_type;    ///< of a host key: "ED25519"
    std::string fingerprint; ///< of a host key: "SHA256:..."
    std::string key_file;    ///< of a passphrase
    bool operator==(const Question&) const = default;
};

/// Reads ssh's English prompt (LC_ALL=C). @param hint SSH_ASKPASS_PROMPT
Question question_of(std::string_view prompt, std::string_view hint = {});

/// Where kneepoint-askpass is: beside the program, or as installed or built with it. Empty when it is nowhere.
QString askpass_program(const QString& program_folder);

/// Answers the questions of ssh through the program kneepoint-askpass, over a socket in a folder that only this user
/// can open, with a token that only the started ssh knows. Answers are passed on and kept nowhere.
class Askpass : public QObject {
    Q_OBJECT
public:
    /// Called with the answer, now or later; none means no.
    using Answer = std::function<void(std::optional<std::string>)>;
    using Ask = std::function<void(const Question&, const Answer&)>;

    /// @param helper path of kneepoint-askpass
    Askpass(QString helper, Ask ask, QObject* parent = nullptr);
    ~Askpass() override;

    /// Opens the socket. @error io with the system's reason
    Result<void> open();
    /// Makes the ssh that will be started ask here. A new attempt may ask about each host key once.
    void attach(Launch& launch);
    QString socket_path() const;

signals:
    /// ssh no longer waits for the answer to this question.
    void withdrawn(int question);

private:
    void greet();
    void read(QLocalSocket& socket);
    void put(QLocalSocket& socket, const Question& question);

    QString m_helper;
    Ask m_ask;
    std::string m_token;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QLocalServer> m_server;
    std::set<std::string, std::less<>> m_seen_keys; ///< a wrong answer makes ssh ask for ever
    int m_last_id = 0;
};

} // namespace kneepoint::hosts
