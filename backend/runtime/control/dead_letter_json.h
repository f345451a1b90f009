// The dead letters of the control API as JSON, and what its calls ask for. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/snapshot.h"
#include "core/error.h"
#include "ports/ledger/dead_letter_book.h"
#include "runtime/recovery/redrive.h"

namespace orderdeck::runtime {

/// Which letters a call is about: those with these ids, or the waiting ones that the query finds.
struct LetterChoice {
  std::vector<std::string> letterIds;
  ports::DeadLetterQuery query;

  std::string text() const;  // for people: "order-paid, payment"; "3 by id"; "all"
};

struct RedriveOrder {
  LetterChoice choice;
  double rate = kRedriveRate;
  bool dryRun = false;
};

/// GET /api/dead-letters?topic=&service=&status=&order=&q=&before=ID&limit=200. InvalidArgument names the parameter.
core::Result<ports::DeadLetterQuery> decodeLetterQuery(const std::map<std::string, std::string>& query);
/// {"ids":[..]}, or some of {"topic","service","order","q"}, or {"all":true}: an empty body is no choice.
core::Result<LetterChoice> decodeLetterChoice(const std::string& body);
core::Result<RedriveOrder> decodeRedriveOrder(const std::string& body);

std::string encodeLetters(const std::vector<ports::DeadLetter>& letters);
/// With the beginning of the body: `preview`, which is text as it is, or hex where `encoding` says so.
std::string encodeLetter(const ports::DeadLetter& letter);
std::string encodeDryRun(const std::map<std::string, std::int64_t>& byTopic, std::int64_t skipped, double rate);
std::string encodeRedrive(const api::RedriveView& view);

}  // namespace orderdeck::runtime
