// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/askpass.h"

namespace kneepoint::hosts {

namespace {

/// What stands between two texts; empty when they are not there.
std::string between(std::string_view text, std::string_view before, std::string_view after)
{
    const auto at = text.find(before);
    if (at == std::string_view::npos) return {};
    const auto rest = text.substr(at + before.size());
    const auto end = rest.find(after);
    return end == std::string_view::npos ? std::string{} : std::string(rest.substr(0, end));
}

} // namespace

Question question_of(std::string_view prompt, std::string_view hint)
{
    Question question{.prompt = std::string(prompt)};
    if (hint == "none") {
        question.kind = Question::Kind::notice;
    } else if (prompt.starts_with("The authenticity of host ") || prompt.starts_with("Please type 'yes'")) {
        question.kind = Question::Kind::host_key;
        question.host = between(prompt, "The authenticity of host '", "' can't");
        question.fingerprint = "SHA256:" + between(prompt, "key fingerprint is SHA256:", "\n");
        if (question.fingerprint.ends_with('.')) question.fingerprint.pop_back();
        const auto words = between(prompt, "established.\n", " key fingerprint is");
        question.key_type = words.substr(words.rfind('\n') + 1);
        if (question.fingerprint == "SHA256:") question.fingerprint.clear();
    } else if (prompt.starts_with("Enter passphrase for ")) { // ssh's own words; a server's come after "(user@host) "
        question.kind = Question::Kind::passphrase;
        question.key_file = between(prompt, "key '", "'");
    } else if (prompt.ends_with("'s password: ") && !prompt.starts_with('(')) {
        question.kind = Question::Kind::password;
        question.host = std::string(prompt.substr(0, prompt.rfind("'s password")));
    }
    return question;
}

} // namespace kneepoint::hosts
