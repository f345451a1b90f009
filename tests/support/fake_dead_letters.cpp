#include "tests/support/fake_dead_letters.h"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace orderdeck::support {

using core::Result;
using ports::DeadLetter;
using ports::DeadLetterQuery;

struct FakeDeadLetters::Core {
  mutable std::mutex mutex;
  std::vector<DeadLetter> letters;  // oldest first
  const std::set<std::string>* open = nullptr;
  int failures = 0, marks = 0;
  core::Error error;

  std::vector<DeadLetter>::iterator find(const std::string& id) {
    return std::ranges::find(letters, id, &DeadLetter::letterId);
  }
  void sort() {
    std::ranges::stable_sort(letters, {},
                             [](const DeadLetter& letter) { return std::tie(letter.recordedAt, letter.letterId); });
  }
  std::optional<core::Error> strike() {
    if (failures == 0) return std::nullopt;
    --failures;
    return error;
  }
};

namespace {

/// Those that the message's event does not say as well.
ports::Headers ownHeaders(ports::Headers headers) {
  std::erase_if(headers, [](const ports::Header& header) {
    return header.name == ports::kEventHeader || header.name == ports::kEventIdHeader ||
           header.name == ports::kDeadlineHeader || header.name == ports::kRedriveOfHeader;
  });
  return headers;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool isSameMessage(const DeadLetter& a, const DeadLetter& b) {
  return ownHeaders(a.headers) == ownHeaders(b.headers) && a.topic == b.topic && a.key == b.key && a.body == b.body &&
         a.nullKey == b.nullKey && a.nullValue == b.nullValue;
}

bool fits(const DeadLetterQuery& query, const DeadLetter& letter) {
  const auto same = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
  const auto holds = [&](const std::string& text) { return lower(text).contains(lower(query.text)); };
  return same(query.topic, letter.topic) && same(query.service, letter.service) &&
         (!query.status || *query.status == letter.status) && same(query.orderId, letter.orderId) &&
         (!query.truncated || *query.truncated == letter.truncated) &&
         (holds(letter.letterId) || holds(letter.orderId) || holds(letter.event) || holds(letter.why));
}

class Book : public ports::DeadLetterStore {
 public:
  explicit Book(std::shared_ptr<FakeDeadLetters::Core> core) : m_core(std::move(core)) {}

  Result<void> record(std::span<const DeadLetter> letters) override {
    const std::lock_guard lock(m_core->mutex);
    if (const auto error = m_core->strike()) return std::unexpected(*error);
    for (DeadLetter letter : letters) {
      if (const auto known = m_core->find(letter.letterId); known != m_core->letters.end()) {
        if (known->status != domain::LetterStatus::Redriven || letter.failedAt <= known->redrivenAt) continue;
        known->status = letter.status;
        known->why = letter.why;
        known->attempts = letter.attempts;
        known->failedAt = letter.failedAt;
        continue;
      }
      for (const DeadLetter& before : m_core->letters) {
        if (before.service == letter.service && isSameMessage(before, letter))
          letter.redrives = std::max(letter.redrives, before.redrives);
      }
      m_core->letters.push_back(std::move(letter));
      m_core->sort();
    }
    return {};
  }

  Result<std::vector<DeadLetter>> list(const DeadLetterQuery& query) override {
    const std::lock_guard lock(m_core->mutex);
    std::vector<DeadLetter> found;
    bool begun = query.before.empty();
    for (auto letter = m_core->letters.rbegin();
         letter != m_core->letters.rend() && static_cast<int>(found.size()) < query.limit; ++letter) {
      if (begun && fits(query, *letter)) {
        found.push_back(*letter);
        found.back().body.clear();
        found.back().headers.clear();
      }
      begun = begun || letter->letterId == query.before;
    }
    return found;
  }

  Result<std::vector<std::string>> ids(const DeadLetterQuery& query) override {
    const std::lock_guard lock(m_core->mutex);
    std::vector<std::string> found;
    for (const DeadLetter& letter : m_core->letters)
      if (fits(query, letter)) found.push_back(letter.letterId);
    return found;
  }

  Result<std::optional<DeadLetter>> find(const std::string& letterId) override {
    const std::lock_guard lock(m_core->mutex);
    const auto found = m_core->find(letterId);
    if (found == m_core->letters.end()) return std::optional<DeadLetter>{};
    return std::optional(*found);
  }

  Result<std::map<std::string, std::int64_t>> counts(const DeadLetterQuery& query) override {
    const std::lock_guard lock(m_core->mutex);
    std::map<std::string, std::int64_t> counted;
    for (const DeadLetter& letter : m_core->letters)
      if (fits(query, letter)) ++counted[letter.topic];
    return counted;
  }

  Result<int> mark(std::span<const std::string> letterIds, domain::LetterStatusWord status,
                   core::Timestamp at) override {
    const std::lock_guard lock(m_core->mutex);
    if (const auto error = m_core->strike()) return std::unexpected(*error);
    int marked = 0;
    for (const std::string& id : letterIds) {
      const auto found = m_core->find(id);
      if (found == m_core->letters.end()) continue;
      const bool redriven = status == domain::LetterStatus::Redriven;
      for (DeadLetter& letter : m_core->letters) {
        const bool goesAlong = redriven && letter.recordedAt < at && isSameMessage(letter, *found);
        if (letter.status != domain::LetterStatus::Waiting || (letter.letterId != id && !goesAlong)) continue;
        letter.status = status;
        letter.redrivenAt = at;
        letter.redrives += redriven ? 1 : 0;
        ++marked;
      }
    }
    if (marked > 0) ++m_core->marks;
    return marked;
  }

  Result<std::vector<std::string>> waitingOrders() override {
    const std::lock_guard lock(m_core->mutex);
    std::vector<std::string> waiting;
    for (const DeadLetter& letter : m_core->letters)
      if (letter.status == domain::LetterStatus::Waiting && !letter.orderId.empty()) waiting.push_back(letter.orderId);
    std::ranges::sort(waiting);
    waiting.erase(std::ranges::unique(waiting).begin(), waiting.end());
    return waiting;
  }

  Result<std::vector<std::string>> openOrders() override {
    const std::lock_guard lock(m_core->mutex);
    std::set<std::string> orders;
    for (const DeadLetter& letter : m_core->letters)
      if (letter.status == domain::LetterStatus::Waiting && m_core->open->contains(letter.orderId))
        orders.insert(letter.orderId);
    return std::vector<std::string>(orders.begin(), orders.end());
  }

 private:
  const std::shared_ptr<FakeDeadLetters::Core> m_core;
};

}  // namespace

FakeDeadLetters::FakeDeadLetters() : m_core(std::make_shared<Core>()) { m_core->open = &openOrders; }

std::unique_ptr<ports::DeadLetterStore> FakeDeadLetters::open() const { return std::make_unique<Book>(m_core); }

void FakeDeadLetters::put(DeadLetter letter) {
  const std::lock_guard lock(m_core->mutex);
  m_core->letters.push_back(std::move(letter));
  m_core->sort();
}

void FakeDeadLetters::clear() {
  const std::lock_guard lock(m_core->mutex);
  m_core->letters.clear();
}

std::optional<DeadLetter> FakeDeadLetters::letter(const std::string& letterId) const {
  const std::lock_guard lock(m_core->mutex);
  const auto found = m_core->find(letterId);
  return found == m_core->letters.end() ? std::nullopt : std::optional(*found);
}

std::vector<DeadLetter> FakeDeadLetters::all() const {
  const std::lock_guard lock(m_core->mutex);
  return m_core->letters;
}

void FakeDeadLetters::failWrites(int count, core::Error error) {
  const std::lock_guard lock(m_core->mutex);
  m_core->failures = count;
  m_core->error = std::move(error);
}

int FakeDeadLetters::marks() const {
  const std::lock_guard lock(m_core->mutex);
  return m_core->marks;
}

}  // namespace orderdeck::support
