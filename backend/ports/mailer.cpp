#include "ports/mailer.h"

#include <algorithm>

namespace orderdeck::ports {

namespace {
constexpr int kSmtpPort = 25, kSmtpsPort = 465;
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
