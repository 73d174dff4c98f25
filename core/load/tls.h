// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"

#include <memory>
#include <string>
#include <string_view>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace kneepoint::load {

/// Settings that all connections of a run share: TLS 1.2 and later. The system's openssl.cnf is not read, so that the
/// program is the same on every host.
class TlsSettings {
public:
    /// Of clients: certificates are checked. @param ca_file further authorities, or empty @error unreadable
    static Result<TlsSettings> make(const std::string& ca_file);
    /// Of servers. @param certificate_file the whole chain, PEM @error unreadable
    static Result<TlsSettings> server(const std::string& certificate_file, const std::string& key_file);
    SSL_CTX* context() const { return m_context.get(); }

private:
    explicit TlsSettings(std::shared_ptr<SSL_CTX> context) : m_context(std::move(context)) {}
    std::shared_ptr<SSL_CTX> m_context;
};

/// One TLS session between two byte strings: the socket, and with it the kernel's time stamps, stays with its owner.
class TlsSession {
public:
    TlsSession(const TlsSettings& settings, const std::string& host);
    /// The server's side.
    explicit TlsSession(const TlsSettings& settings);

    enum class Handshake { pending, done, failed };
    Handshake handshake();
    void encrypt(std::string_view plain);
    /// Bytes to be sent since the last call.
    std::string take_output();
    /// Takes bytes of the socket and goes on with the handshake where it is not done; appends what they decrypt to.
    /// @return false when the session broke
    bool decrypt(std::string_view received, std::string& plain);
    void feed(std::string_view received);
    /// Why it failed, in OpenSSL's words and the certificate's.
    std::string failure_text() const;

private:
    struct Free {
        void operator()(SSL* session) const;
    };
    std::unique_ptr<SSL, Free> m_session;
    std::string m_failure;
};

} // namespace kneepoint::load
