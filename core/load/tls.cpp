// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <fmt/format.h>
#include <unistd.h>

#include <array>

namespace kneepoint::load {

namespace {

std::string last_error()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : "the connection ended";
}

// The authorities of the common distributions, in one file each.
constexpr auto bundles = std::to_array<const char*>({
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",             // openSUSE
});

using Context = std::shared_ptr<SSL_CTX>;

Result<Context> new_context(const SSL_METHOD* method)
{
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    Context context(SSL_CTX_new(method), &SSL_CTX_free);
    if (!context) return failure(ErrorKind::io, fmt::format("TLS could not be set up: {}.", last_error()));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

} // namespace

Result<TlsSettings> TlsSettings::make(const std::string& ca_file)
{
    auto context = new_context(TLS_client_method());
    if (!context) return std::unexpected(context.error());
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_default_verify_paths(context->get());
    // OpenSSL knows where the distribution has its authorities that it was built on.
    for (const char* file : bundles)
        if (::access(file, R_OK) == 0 && SSL_CTX_load_verify_locations(context->get(), file, nullptr) == 1) break;
    if (!ca_file.empty() && SSL_CTX_load_verify_locations(context->get(), ca_file.c_str(), nullptr) != 1)
        return failure(ErrorKind::unreadable, fmt::format("No certificates were read: {}.", last_error()), ca_file);
    return TlsSettings(std::move(*context));
}

Result<TlsSettings> TlsSettings::server(const std::string& certificate_file, const std::string& key_file)
{
    auto context = new_context(TLS_server_method());
    if (!context) return std::unexpected(context.error());
    if (SSL_CTX_use_certificate_chain_file(context->get(), certificate_file.c_str()) != 1)
        return failure(ErrorKind::unreadable, fmt::format("No certificate was read: {}.", last_error()),
                       certificate_file);
    if (SSL_CTX_use_PrivateKey_file(context->get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        return failure(ErrorKind::unreadable, fmt::format("No key of the certificate was read: {}.", last_error()),
                       key_file);
    return TlsSettings(std::move(*context));
}

void TlsSession::Free::operator()(SSL* session) const
{
    SSL_free(session);
}

TlsSession::TlsSession(const TlsSettings& settings) : m_session(SSL_new(settings.context()))
{
    SSL_set_bio(m_session.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(m_session.get());
}

TlsSession::TlsSession(const TlsSettings& settings, const std::string& host) : m_session(SSL_new(settings.context()))
{
    SSL* session = m_session.get();
    SSL_set_bio(session, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    unsigned char binary[16];
    const bool address =
        ::inet_pton(AF_INET, host.c_str(), binary) == 1 || ::inet_pton(AF_INET6, host.c_str(), binary) == 1;
    if (address) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str());
    } else {
        SSL_set1_host(session, host.c_str());
        SSL_set_tlsext_host_name(session, host.c_str());
    }
    SSL_set_connect_state(session);
}

TlsSession::Handshake TlsSession::handshake()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_session.get());
    if (result == 1) return Handshake::done;
    if (SSL_get_error(m_session.get(), result) == SSL_ERROR_WANT_READ) return Handshake::pending;
    const long verified = SSL_get_verify_result(m_session.get());
    m_failure = verified == X509_V_OK
                    ? last_error()
                    : fmt::format("the certificate is not accepted ({}); --ca-file names further authorities",
                                  X509_verify_cert_error_string(verified));
    return Handshake::failed;
}

void TlsSession::encrypt(std::string_view plain)
{
    SSL_write(m_session.get(), plain.data(), static_cast<int>(plain.size()));
}

std::string TlsSession::take_output()
{
    BIO* output = SSL_get_wbio(m_session.get());
    std::string bytes(BIO_ctrl_pending(output), '\0');
    if (!bytes.empty()) BIO_read(output, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

void TlsSession::feed(std::string_view received)
{
    BIO_write(SSL_get_rbio(m_session.get()), received.data(), static_cast<int>(received.size()));
}

bool TlsSession::decrypt(std::string_view received, std::string& plain)
{
    if (!received.empty()) feed(received);
    char buffer[16384];
    for (;;) {
        ERR_clear_error();
        const int got = SSL_read(m_session.get(), buffer, sizeof buffer);
        if (got > 0) {
            plain.append(buffer, static_cast<std::size_t>(got));
            continue;
        }
        const int error = SSL_get_error(m_session.get(), got);
        if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN) return true;
        m_failure = last_error();
        return false;
    }
}

std::string TlsSession::failure_text() const
{
    return m_failure;
}

} // namespace kneepoint::load
