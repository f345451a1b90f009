#include "api/http_client.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <new>
#include <stdexcept>

#include <fmt/format.h>

#include "core/address.h"

namespace orderdeck::api {

using core::ErrorCode;
using core::Result;

namespace {

constexpr int kHttpPort = 80, kHttpsPort = 443;

using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

/// scheme://host:port of `url`; nothing when it is no such address.
std::string baseOf(const std::string& url) {
  const auto parsed = core::parseUrl(url);
  if (!parsed || (parsed->scheme != "http" && parsed->scheme != "https")) return {};
  const auto place = core::parseHostPort(parsed->place, parsed->scheme == "http" ? kHttpPort : kHttpsPort);
  return place ? fmt::format("{}://{}", parsed->scheme, core::toString(*place)) : std::string();
}

List listOf(const HttpHeaders& headers) {
  List list(nullptr, curl_slist_free_all);
  for (const auto& [name, value] : headers) {
    // libcurl leaves a header with nothing behind the colon out, and sends one that ends in a semicolon empty.
    const std::string line = value.empty() ? name + ";" : fmt::format("{}: {}", name, value);
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

}  // namespace

struct HttpClient::Impl {
  Impl(std::string at, core::Millis most)
      : url(std::move(at)), base(baseOf(url)), timeout(most), easy(curl_easy_init(), curl_easy_cleanup) {
    if (!easy) throw std::bad_alloc();
    set(CURLOPT_URL, base.c_str());
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    set(CURLOPT_ERRORBUFFER, trouble);
    set(CURLOPT_WRITEFUNCTION, &Impl::onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_VERBOSE, 1L);  // for onTrace, which tells nobody what it sees
    set(CURLOPT_DEBUGFUNCTION, &Impl::onTrace);
    set(CURLOPT_DEBUGDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Impl::onOpen);
    set(CURLOPT_OPENSOCKETDATA, this);
  }

  template <typename T>
  void set(CURLoption option, T value) {
    if (const CURLcode code = curl_easy_setopt(easy.get(), option, value); code != CURLE_OK)
      throw std::runtime_error(
          fmt::format("libcurl does not take option {}: {}", static_cast<int>(option), curl_easy_strerror(code)));
  }

  Result<HttpAnswer> perform(const std::string& target, const List& headers, bool mayRepeat) {
    if (base.empty())
      return core::fail(ErrorCode::InvalidArgument,
                        fmt::format("not an address of the form http://host:port: '{}'", url));
    set(CURLOPT_REQUEST_TARGET, target.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    repeats = mayRepeat;
    wasWritten = isTooLong = false;
    answer = {};
    trouble[0] = '\0';
    const CURLcode code = curl_easy_perform(easy.get());
    set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (code != CURLE_OK) return std::unexpected(errorOf(code));
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
    if (type) answer.contentType = type;
    for (curl_header* header = nullptr;
         (header = curl_easy_nextheader(easy.get(), CURLH_HEADER, -1, header)) != nullptr;)
      answer.headers.emplace_back(header->name, header->value);
    return std::move(answer);
  }

  core::Error errorOf(CURLcode code) const {
    const std::string_view why = trouble[0] != '\0' ? trouble : curl_easy_strerror(code);
    switch (code) {
      case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Timeout, fmt::format("{} did not answer within {} ms", url, timeout.count()), true};
      case CURLE_WRITE_ERROR:
      case CURLE_WEIRD_SERVER_REPLY:
      case CURLE_UNSUPPORTED_PROTOCOL:
        return {ErrorCode::Corrupt,
                isTooLong ? fmt::format("{} answers more than {} bytes", url, kMostBytes)
                          : fmt::format("{} answers no HTTP: {}", url, why),
                true};
      default: return {ErrorCode::Disconnected, fmt::format("{} does not answer: {}", url, why), true};
    }
  }

  static std::size_t onBody(char* data, std::size_t one, std::size_t size, void* self) {
    auto& client = *static_cast<Impl*>(self);
    client.isTooLong = client.answer.body.size() + one * size > kMostBytes;
    if (client.isTooLong) return 0;
    client.answer.body.append(data, one * size);
    return one * size;
  }

  static int onTrace(CURL*, curl_infotype type, char*, std::size_t, void* self) {
    if (type == CURLINFO_HEADER_OUT) static_cast<Impl*>(self)->wasWritten = true;
    return 0;
  }

  /// libcurl makes every call again whose kept connection closes without an answer; only a read may be.
  static curl_socket_t onOpen(void* self, curlsocktype, curl_sockaddr* address) {
    const auto& client = *static_cast<Impl*>(self);
    if (client.wasWritten && !client.repeats) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  const std::string url, base;
  const core::Millis timeout;
  const std::unique_ptr<CURL, void (*)(CURL*)> easy;
  bool repeats = false;     // the call may be made again
  bool wasWritten = false;  // its head, or a part of it
  bool isTooLong = false;
  HttpAnswer answer;
  char trouble[CURL_ERROR_SIZE] = {};
};

HttpClient::HttpClient(std::string url, core::Millis timeout)
    : m_impl(std::make_unique<Impl>(std::move(url), timeout)) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

const std::string& HttpClient::url() const { return m_impl->url; }

Result<HttpAnswer> HttpClient::get(const std::string& target, const HttpHeaders& headers) {
  m_impl->set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  m_impl->set(CURLOPT_HTTPGET, 1L);
  return m_impl->perform(target, listOf(headers), true);
}

Result<HttpAnswer> HttpClient::send(const std::string& method, const std::string& target, const std::string& body,
                                    const HttpHeaders& headers) {
  m_impl->set(CURLOPT_POST, 1L);
  m_impl->set(CURLOPT_CUSTOMREQUEST, method.c_str());
  m_impl->set(CURLOPT_POSTFIELDS, body.c_str());
  m_impl->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  HttpHeaders all = headers;
  all.emplace_back("Content-Type", "application/json");
  List list = listOf(all);
  // A large body goes at once: a server that does not want it answers without a question.
  if (curl_slist* const longer = curl_slist_append(list.get(), "Expect:"); !longer) throw std::bad_alloc();
  return m_impl->perform(target, list, false);
}

}  // namespace orderdeck::api
