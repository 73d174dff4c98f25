// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace kneepoint::tests {

/// An HTTP answer as it came over the socket.
struct RawAnswer {
    int status = 0;
    QByteArray head;
    QByteArray body; ///< chunks joined
    std::vector<QByteArray> chunks;
    bool whole = false;  ///< the last chunk or the last byte of a known length came
    bool closed = false; ///< the server closed or reset the connection
    bool reset = false;

    /// The payloads of the data lines, without comments and empty ones.
    std::vector<QByteArray> events() const
    {
        std::vector<QByteArray> found;
        for (QByteArray line : body.split('\n')) {
            line = line.trimmed();
            if (line.startsWith("data:") && line.size() > 5) found.push_back(line.mid(5).trimmed());
        }
        return found;
    }
};

/// A client that knows nothing of the product's: a socket and this much of HTTP.
class RawClient {
public:
    explicit RawClient(quint16 port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_open = ::connect(m_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(m_fd); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(const QByteArray& bytes)
    {
        for (qsizetype at = 0; at < bytes.size();) {
            const auto sent = ::send(m_fd, bytes.constData() + at, size_t(bytes.size() - at), MSG_NOSIGNAL);
            if (sent < 0) return;
            at += sent;
        }
    }

    /// @param patience_ms how long to wait for more before giving up
    RawAnswer read(int patience_ms = 20'000)
    {
        RawAnswer answer;
        while (!take(answer) && m_open && receive(patience_ms));
        answer.closed = !m_open;
        answer.reset = m_reset;
        return answer;
    }

    /// Waits once for more bytes. @return false when none came in time
    bool receive(int patience_ms)
    {
        pollfd waiting{.fd = m_fd, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, patience_ms) <= 0) return false;
        std::array<char, 65536> bytes;
        const auto size = ::recv(m_fd, bytes.data(), bytes.size(), 0);
        m_open = size > 0;
        m_reset = size < 0;
        if (size > 0) m_received.append(bytes.data(), size);
        return true;
    }

    RawAnswer get(const QByteArray& path)
    {
        send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return read();
    }

    RawAnswer post(const QByteArray& path, const QByteArray& body, const QByteArray& headers = {},
                   int patience_ms = 20'000)
    {
        send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers +
             "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        return read(patience_ms);
    }

    QByteArray received() const { return m_received; }
    bool open() const { return m_open; }

private:
    static QByteArray header(const QByteArray& head, const QByteArray& name)
    {
        for (const QByteArray& line : head.split('\n'))
            if (line.toLower().startsWith(name + ":")) return line.mid(name.size() + 1).trimmed();
        return {};
    }

    /// Parses from the start of what was received. @return whether the answer is whole
    bool take(RawAnswer& answer)
    {
        answer = {};
        const auto head_end = m_received.indexOf("\r\n\r\n");
        if (head_end < 0) return false;
        answer.head = m_received.left(head_end);
        answer.status = answer.head.split(' ').value(1).toInt();
        const qsizetype at = head_end + 4;
        if (header(answer.head, "transfer-encoding") == "chunked") return take_chunks(answer, at);
        const auto length = header(answer.head, "content-length").toLongLong();
        answer.body = m_received.mid(at, length);
        answer.whole = answer.body.size() == length;
        if (answer.whole) m_received.remove(0, at + length);
        return answer.whole;
    }

    bool take_chunks(RawAnswer& answer, qsizetype at)
    {
        while (true) {
            const auto line_end = m_received.indexOf("\r\n", at);
            if (line_end < 0) return false;
            const auto size = m_received.mid(at, line_end - at).toLongLong(nullptr, 16);
            if (m_received.size() < line_end + 2 + size + 2) return false;
            if (size > 0) answer.chunks.push_back(m_received.mid(line_end + 2, size));
            at = line_end + 2 + size + 2;
            if (size == 0) break;
            answer.body += answer.chunks.back();
        }
        answer.whole = true;
        m_received.remove(0, at);
        return true;
    }

    int m_fd = -1;
    bool m_open = false;
    bool m_reset = false;
    QByteArray m_received;
};

} // namespace kneepoint::tests
