#include "adapters/mail/mail_message.h"

#include <algorithm>
#include <array>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace orderdeck::adapters::mail {

namespace {

constexpr std::size_t kLongestLine = 998;   // RFC 5322 2.1.1, without the line end
constexpr std::size_t kLongestValue = 900;  // of a header, leaving room for its name

bool isAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string headerValue(std::string_view text) {
  std::string value(text.substr(0, kLongestValue));
  std::ranges::replace_if(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return value;
}

void appendBase64(std::string& out, std::string_view bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    unsigned value = 0;
    for (std::size_t i = 0; i < 3; ++i)
      value = (value << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? kAlphabet[(value >> (18 - 6 * i)) & 63] : '=';
  }
}

/// Encoded words of at most 75 characters (RFC 2047), cut between characters, one a line.
std::string encodedWords(std::string_view text, std::string_view lineEnd) {
  constexpr std::size_t kBytesAWord = 45;  // 60 in base64, and 12 around them
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + kBytesAWord, text.size());
    while (end < text.size() && end > at + 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    if (!out.empty()) out.append(lineEnd).append(" ");
    out += "=?UTF-8?B?";
    appendBase64(out, text.substr(at, end - at));
    out += "?=";
    at = end;
  }
  return out;
}

/// A mailbox as it stands in a header (RFC 5322, 3.4): the name as it is if it is of plain words, in quotes if it is of
/// ASCII, else in encoded words.
std::string senderOf(const ports::Mailbox& from, std::string_view lineEnd) {
  const std::string address = fmt::format(" <{}>", from.address);
  const auto isOfWords = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-' ||
           c == '_';
  };
  if (from.name.empty()) return from.address;
  if (!isAscii(from.name)) return fmt::format("{}{}{}", encodedWords(from.name, lineEnd), lineEnd, address);
  if (std::ranges::all_of(from.name, isOfWords)) return from.name + address;
  std::string escaped;
  for (const char c : from.name) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return fmt::format("\"{}\"{}", escaped, address);
}

/// The text with every kind of line end made "\n", and one at its end.
std::string withPlainLineEnds(std::string_view text) {
  if (text.ends_with('\n') && !text.contains('\r')) return std::string(text);
  std::string out;
  out.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  if (out.empty() || out.back() != '\n') out += '\n';
  return out;
}

bool fitsLines(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    length = c == '\n' ? 0 : length + 1;
    if (length > kLongestLine || c == '\0') return false;
  }
  return true;
}

void appendBody(std::string& out, std::string_view body, std::string_view lineEnd) {
  if (lineEnd == "\n") {
    out += body;
    return;
  }
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = body.find('\n', at);
    out.append(body.substr(at, end - at)).append(lineEnd);
    at = end + 1;
  }
}

void appendBase64Body(std::string& out, std::string_view body, std::string_view lineEnd) {
  constexpr std::size_t kBytesALine = 57;  // 76 characters
  for (std::size_t at = 0; at < body.size(); at += kBytesALine) {
    appendBase64(out, body.substr(at, kBytesALine));
    out += lineEnd;
  }
}

}  // namespace

std::string mailDate(core::Timestamp t) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto days = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(t - days)};
  return fmt::format(FMT_COMPILE("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000"),
                     kDays[std::chrono::weekday{days}.c_encoding()], static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string formatMessage(const ports::Mail& mail, const ports::Mailbox& from, const MessageStyle& style) {
  const std::string subject = headerValue(mail.subject);
  const std::string body = withPlainLineEnds(mail.body);
  const bool isPlain = fitsLines(body) && (style.allow8bit || isAscii(body));
  const std::string domain = from.address.substr(from.address.rfind('@') + 1);
  std::string out;
  out.reserve(400 + subject.size() + body.size() * (isPlain ? 1 : 2));
  const auto header = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append(style.lineEnd);
  };
  header("From", senderOf(from, style.lineEnd));
  header("To", headerValue(mail.to));
  header("Date", mailDate(mail.date));
  header("Message-ID", fmt::format(FMT_COMPILE("<{}@{}>"), headerValue(mail.messageId), domain));
  header("Subject", isAscii(subject) ? subject : encodedWords(subject, style.lineEnd));
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=UTF-8");
  header("Content-Transfer-Encoding", isPlain ? (style.allow8bit ? "8bit" : "7bit") : "base64");
  out += style.lineEnd;
  if (isPlain) {
    appendBody(out, body, style.lineEnd);
  } else {
    appendBase64Body(out, body, style.lineEnd);
  }
  return out;
}

}  // namespace orderdeck::adapters::mail
