#include "wire_reader.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "property.h"

namespace orderdeck::fuzz {

namespace {

constexpr std::string_view kEnd = "\r\n";

std::string_view takeLine(std::string_view& text) {
  const std::size_t end = text.find(kEnd);
  require(end != std::string_view::npos, "a line of a reply's head ends in CR LF", text);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + kEnd.size());
  require(std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
          "a reply's head has no control characters", line);
  return line;
}

template <typename Number>
Number readNumber(std::string_view digits) {
  Number number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  require(error == std::errc{} && stop == digits.data() + digits.size(), "status and length are numbers", digits);
  return number;
}

std::string_view takeField(std::map<std::string_view, std::string_view>& fields, std::string_view name) {
  const auto field = fields.extract(name);
  return field ? field.mapped() : std::string_view{};
}

WireReply readHead(std::string_view& wire) {
  const std::string_view status = takeLine(wire);
  require(status.starts_with("HTTP/1.1 ") && status.size() > 13 && status[12] == ' ',
          "a reply begins with a status line", status);
  std::map<std::string_view, std::string_view> fields;
  for (std::string_view line = takeLine(wire); !line.empty(); line = takeLine(wire)) {
    const std::size_t colon = line.find(": ");
    require(colon != std::string_view::npos && colon > 0, "a field is a name, a colon and a value", line);
    require(fields.emplace(line.substr(0, colon), line.substr(colon + 2)).second, "a field stands once", line);
  }
  WireReply read;
  read.reply.status = readNumber<int>(status.substr(9, 3));
  if (read.reply.status == 100) {
    require(fields.empty(), "100 Continue has no fields");
    return read;
  }
  require(!takeField(fields, "Date").empty(), "a reply has a date", status);
  read.reply.contentType = takeField(fields, "Content-Type");
  read.length = readNumber<std::size_t>(takeField(fields, "Content-Length"));
  for (const auto& [name, value] : fields) read.reply.headers.emplace_back(name, value);
  read.closes = read.header("Connection") == "close";
  read.following = wire;
  return read;
}

}  // namespace

bool WireReply::operator==(const WireReply& other) const {
  return reply.status == other.reply.status && reply.body == other.reply.body &&
         reply.contentType == other.reply.contentType && reply.headers == other.reply.headers && length == other.length;
}

std::string WireReply::header(std::string_view name) const {
  const auto found =
      std::ranges::find(reply.headers, name, [](const auto& field) -> std::string_view { return field.first; });
  return found == reply.headers.end() ? std::string{} : found->second;
}

std::vector<WireReply> readWire(std::string_view wire, const std::function<bool(const WireReply&)>& bodyless) {
  std::vector<WireReply> replies;
  while (!wire.empty()) {
    WireReply read = readHead(wire);
    if (read.reply.status == 100) continue;
    require(replies.empty() || !replies.back().closes, "nothing follows a reply that closes the connection", wire);
    if (!bodyless(read)) {
      require(wire.size() >= read.length, "a reply's body is as long as it says", wire);
      read.reply.body = wire.substr(0, read.length);
      wire.remove_prefix(read.length);
    }
    replies.push_back(std::move(read));
  }
  return replies;
}

}  // namespace orderdeck::fuzz
