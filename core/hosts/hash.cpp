// SPDX-License-Identifier: GPL-3.0-or-later
#include "hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace kneepoint::hosts {

void Hash::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Hash::Hash() : m_context(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
}

void Hash::add(std::string_view bytes)
{
    EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
}

std::string Hash::take()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(m_context.get(), digest.data(), &length);
    EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
    return fmt::format("{:02x}", fmt::join(digest.data(), digest.data() + length, ""));
}

} // namespace kneepoint::hosts
