// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/target.h"

#include "clocks.h"
#include "connection.h"
#include "http_response.h"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cstring>

namespace kneepoint::load {

namespace {

class Fetch {
public:
    Fetch(const ClientSetup& setup, double seconds)
        : m_setup(setup), m_deadline(steady_now() + static_cast<std::int64_t>(seconds * 1e9))
    {}

    Result<Answer> run(std::string request)
    {
        if (const int error = m_connection.open(m_setup.address)) return broken(error);
        if (const auto ready = wait(POLLOUT); !ready) return std::unexpected(ready.error());
        if (const int error = m_connection.connect_result()) return broken(error);
        if (m_setup.endpoint.tls)
            if (const auto secure = shake_hands(); !secure) return std::unexpected(secure.error());
        m_connection.write(std::move(request));
        while (!m_response.complete()) {
            if (const auto moved = move_bytes(); !moved) return std::unexpected(moved.error());
            if (m_response.broken()) return failure(ErrorKind::io, text("answers with something that is not HTTP"));
        }
        return Answer{m_response.status(), std::move(m_body)};
    }

private:
    std::string text(std::string_view what) const { return fmt::format("{} {}.", m_setup.endpoint.url, what); }
    std::unexpected<Error> broken(int error) const
    {
        return failure(ErrorKind::io, text(fmt::format("gives no connection: {}", std::strerror(error))));
    }
    Result<void> wait(short events)
    {
        pollfd waiting{m_connection.fd(), events, 0};
        const std::int64_t left = (m_deadline - steady_now()) / 1'000'000;
        if (left <= 0 || ::poll(&waiting, 1, int(left)) == 0)
            return failure(ErrorKind::io, text("does not answer in time"));
        return {};
    }

    Result<void> shake_hands()
    {
        auto settings = TlsSettings::make(m_setup.ca_file);
        if (!settings) return std::unexpected(settings.error());
        m_connection.begin_tls(*settings, m_setup.endpoint.host);
        for (;;) {
            const auto state = m_connection.tls()->handshake();
            m_connection.write({});
            if (const int error = m_connection.flush()) return broken(error);
            if (state == TlsSession::Handshake::done) return {};
            if (state == TlsSession::Handshake::failed)
                return failure(ErrorKind::io, text("fails in TLS: " + m_connection.tls()->failure_text()));
            if (const auto ready = wait(POLLIN); !ready) return ready;
            const auto got = m_connection.read(m_buffer, m_clock);
            if (got.bytes == 0) return failure(ErrorKind::io, text("fails in TLS: it ended the connection"));
            if (got.bytes > 0) m_connection.tls()->feed({m_buffer.data(), static_cast<std::size_t>(got.bytes)});
        }
    }

    Result<void> move_bytes()
    {
        if (const int error = m_connection.flush()) return broken(error);
        if (const auto ready = wait(m_connection.pending_output() ? POLLIN | POLLOUT : POLLIN); !ready) return ready;
        const auto got = m_connection.read(m_buffer, m_clock);
        if (got.bytes < 0) return got.error ? Result<void>(broken(got.error)) : Result<void>();
        if (got.bytes == 0) {
            m_response.end_of_connection();
            if (!m_response.complete()) return failure(ErrorKind::io, text("ends the connection without an answer"));
            return {};
        }
        std::string_view bytes(m_buffer.data(), static_cast<std::size_t>(got.bytes));
        std::string plain;
        if (TlsSession* tls = m_connection.tls()) {
            if (!tls->decrypt(bytes, plain))
                return failure(ErrorKind::io, text("fails in TLS: " + tls->failure_text()));
            bytes = plain;
        }
        m_response.feed(bytes, [&](std::string_view piece) {
            if (m_body.size() < body_limit) m_body += piece;
        });
        return {};
    }

    static constexpr std::size_t body_limit = std::size_t{16} << 20;
    const ClientSetup& m_setup;
    std::int64_t m_deadline;
    Connection m_connection;
    StampClock m_clock{&wall_now, &steady_now};
    HttpResponse m_response;
    std::string m_body;
    std::array<char, 16384> m_buffer{};
};

} // namespace

Result<Answer> fetch(const ClientSetup& setup, const std::string& path, const std::string& body, double seconds)
{
    return Fetch(setup, seconds).run(plain_request(setup.content, setup.endpoint, path, body));
}

} // namespace kneepoint::load
