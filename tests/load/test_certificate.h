// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <string>

namespace kneepoint::tests {

/// An authority made for a test, and a server's certificate that it signed, as PEM files.
class Certificates {
public:
    /// @param names as a subject's alternative names say them: "IP:127.0.0.1,DNS:localhost"
    /// @param days from now until the certificate ends; negative for one that has ended
    explicit Certificates(const char* names = "IP:127.0.0.1,DNS:localhost", int days = 1)
    {
        const Key authority_key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
        const Key server_key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
        const auto authority = made("Kneepoint test authority", 1, *authority_key);
        extend(*authority, *authority, NID_basic_constraints, "critical,CA:TRUE");
        X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
        X509_sign(authority.get(), authority_key.get(), EVP_sha256());
        const auto server = made("Kneepoint test server", days, *server_key);
        extend(*server, *authority, NID_subject_alt_name, names);
        X509_set_issuer_name(server.get(), X509_get_subject_name(authority.get()));
        X509_sign(server.get(), authority_key.get(), EVP_sha256());
        write(authority_file(), [&](std::FILE* file) { PEM_write_X509(file, authority.get()); });
        write(certificate_file(), [&](std::FILE* file) { PEM_write_X509(file, server.get()); });
        write(key_file(), [&](std::FILE* file) {
            PEM_write_PrivateKey(file, server_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }

    std::string authority_file() const { return path("authority.pem"); }
    std::string certificate_file() const { return path("server.pem"); }
    std::string key_file() const { return path("server.key"); }

private:
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    template<typename Write>
    static void write(const std::string& path, Write&& content)
    {
        std::FILE* file = std::fopen(path.c_str(), "w");
        if (!file) return;
        content(file);
        std::fclose(file);
    }

    static Certificate made(const char* name, int days, EVP_PKEY& key)
    {
        Certificate certificate(X509_new(), &X509_free);
        X509_set_version(certificate.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), days + 1000);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -10L * 86400);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * 86400L);
        X509_set_pubkey(certificate.get(), &key);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
        return certificate;
    }

    static void extend(X509& certificate, X509& issuer, int kind, const char* value)
    {
        X509V3_CTX context;
        X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
        X509_add_ext(&certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }

    QTemporaryDir m_folder;
};

} // namespace kneepoint::tests
