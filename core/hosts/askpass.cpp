// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/askpass.h"

#include "random_hex.h"

#include "kneepoint/base/text.h"

#include <QFile>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTemporaryDir>

#include <charconv>

namespace kneepoint::hosts {

namespace {

constexpr qint64 longest_question = 65536;

struct Asked {
    std::string token, hint, prompt;
};

/// "TOKEN\nHINT\nLENGTH\nPROMPT"; none while it is not whole.
std::optional<Asked> asked(const QByteArray& bytes)
{
    const std::string_view text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const auto first = text.find('\n');
    const auto second = first == std::string_view::npos ? first : text.find('\n', first + 1);
    const auto third = second == std::string_view::npos ? second : text.find('\n', second + 1);
    if (third == std::string_view::npos) return std::nullopt;
    const auto digits = text.substr(second + 1, third - second - 1);
    std::size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (text.size() - third - 1 < length) return std::nullopt;
    return Asked{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
                 std::string(text.substr(third + 1, length))};
}

void answer(QLocalSocket& socket, const std::optional<std::string>& text)
{
    const auto bytes = text ? "+" + *text : "-";
    socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
    socket.flush();
    socket.disconnectFromServer();
}

} // namespace

QString askpass_program(const QString& program_folder)
{
    for (const char* place : {"", "../libexec/kneepoint/", "../askpass/"}) {
        const QFileInfo file(program_folder + '/' + place + "kneepoint-askpass");
        if (file.isFile() && file.isExecutable()) return file.canonicalFilePath();
    }
    return {};
}

Askpass::Askpass(QString helper, Ask ask, QObject* parent)
    : QObject(parent), m_helper(std::move(helper)), m_ask(std::move(ask)), m_token(random_hex(16))
{}

Askpass::~Askpass() = default;

Result<void> Askpass::open()
{
    m_folder = std::make_unique<QTemporaryDir>(); // mode 0700
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &Askpass::greet);
    const auto path = m_folder->filePath("askpass");
    if (!m_folder->isValid() || !m_server->listen(path))
        return failure(ErrorKind::io,
                       "There is no socket for ssh's questions: " + m_server->errorString().toStdString(),
                       path.toStdString());
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

void Askpass::attach(Launch& launch)
{
    m_seen_keys.clear();
    auto& environment = launch.environment;
    environment.insert("SSH_ASKPASS", m_helper);
    environment.insert("SSH_ASKPASS_REQUIRE", "force");
    if (!environment.contains("DISPLAY")) environment.insert("DISPLAY", ":0"); // before OpenSSH 8.4 it decides
    environment.insert("KNEEPOINT_ASKPASS_SOCKET", socket_path());
    environment.insert("KNEEPOINT_ASKPASS_TOKEN", QString::fromStdString(m_token));
}

QString Askpass::socket_path() const
{
    return m_server ? m_server->fullServerName() : QString();
}

void Askpass::greet()
{
    while (auto* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(*socket); });
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        read(*socket);
    }
}

void Askpass::read(QLocalSocket& socket)
{
    const auto bytes = socket.peek(longest_question);
    const auto whole = asked(bytes);
    if (!whole) {
        if (bytes.size() == longest_question) socket.abort();
        return;
    }
    socket.readAll();
    socket.disconnect(this);
    if (whole->token != m_token) return answer(socket, std::nullopt);
    auto question = question_of(whole->prompt, whole->hint);
    question.id = ++m_last_id;
    put(socket, question);
}

void Askpass::put(QLocalSocket& socket, const Question& question)
{
    if (question.kind == Question::Kind::host_key &&
        (question.fingerprint.empty() || !m_seen_keys.insert(question.fingerprint).second))
        return answer(socket, std::nullopt);
    connect(&socket, &QLocalSocket::disconnected, this, [this, id = question.id] { emit withdrawn(id); });
    m_ask(question, [waiting = QPointer(&socket)](const std::optional<std::string>& text) {
        if (waiting && waiting->state() == QLocalSocket::ConnectedState) answer(*waiting, text);
    });
}

} // namespace kneepoint::hosts
