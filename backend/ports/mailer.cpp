#include "ports/mailer.h"

#include <algorithm>

namespace orderdeck::ports {

namespace {

constexpr int kSmtpPort = 25, kSmtpsPort = 465;
constexpr std::size_t kLongestLocalPart = 64,
                      kLongestName = 200;  // RFC 5321, 4.5.3.1.1; and what a header has room for

bool hasDots(std::string_view text) {
  return text.empty() || text.front() == '.' || text.back() == '.' || text.contains("..");
}

/// A dot-atom (RFC 5322, 3.2.3): one that stands without quotes.
bool isLocalPart(std::string_view text) {
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
  return text.size() <= kLongestLocalPart && !hasDots(text) && std::ranges::all_of(text, [kSigns](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kSigns.contains(c);
         });
}

bool isDomain(std::string_view text) {
  const auto host = core::parseAuthority(text);
  return host && !host->port && !hasDots(text) && !text.ends_with(':');
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// What a quoted string says; nothing when a quote is missing.
std::optional<std::string> unquoted(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::string out;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1 == text.size() ? std::optional(out) : std::nullopt;
    if (text[at] == '\\' && ++at == text.size()) break;
    out += text[at];
  }
  return std::nullopt;
}

}  // namespace

core::Result<Mailbox> parseMailbox(std::string_view text) {
  const auto wrong = [] {
    return core::fail(core::ErrorCode::InvalidArgument, "not a mail address, alone or as Name <address>");
  };
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return wrong();
  text = trimmed(text);
  std::string_view address = text, name;
  if (text.ends_with('>')) {
    const std::size_t open = text.rfind('<');
    if (open == std::string_view::npos) return wrong();
    address = text.substr(open + 1, text.size() - open - 2);
    name = trimmed(text.substr(0, open));
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || !isLocalPart(address.substr(0, at)) || !isDomain(address.substr(at + 1)))
    return wrong();
  auto said = unquoted(name);
  const bool isBare = !name.starts_with('"');
  if (!said || said->size() > kLongestName || (isBare && name.find_first_of("<>\"@,;") != std::string_view::npos))
    return wrong();
  return Mailbox{.name = *std::move(said), .address = std::string(address)};
}

bool isMailAddress(std::string_view address) {
  return !address.empty() && address.size() <= 320 && std::ranges::all_of(address, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
  });
}

core::Result<MailServer> parseMailServer(std::string_view text) {
  constexpr std::string_view kSmtp = "smtp://", kSmtps = "smtps://";
  const bool tlsAtOnce = text.starts_with(kSmtps);
  text.remove_prefix(tlsAtOnce ? kSmtps.size() : text.starts_with(kSmtp) ? kSmtp.size() : 0);
  auto address = core::parseHostPort(text, tlsAtOnce ? kSmtpsPort : kSmtpPort);
  if (!address) return std::unexpected(address.error());
  return MailServer{*std::move(address), tlsAtOnce};
}

std::optional<MailTls> mailTlsOf(std::string_view name) {
  const auto known = std::ranges::find(kMailTlsNames, name);
  if (known == kMailTlsNames.end()) return std::nullopt;
  return static_cast<MailTls>(known - kMailTlsNames.begin());
}

}  // namespace orderdeck::ports
