// Dead letters as the control API shows them, and a call's choice of them as it is asked of their store. Pure
// functions.
#pragma once

#include <string>
#include <vector>

#include "api/dead_letters.h"
#include "core/error.h"
#include "ports/ledger/dead_letter_store.h"

namespace orderdeck::runtime {

api::DeadLetterView viewOf(const ports::DeadLetter& letter);
/// With the beginning of the body: `preview`, which is text as it is, or hex where `encoding` says so.
api::DeadLetterDetail detailOf(const ports::DeadLetter& letter);

ports::DeadLetterQuery ledgerQuery(const api::LettersQuery& query);

/// Which letters a call is about: those with these ids, each once, or the waiting ones that the query finds.
struct LetterChoice {
  std::vector<std::string> letterIds;
  ports::DeadLetterQuery query;

  std::string text() const;  // for people: "order-paid, payment"; "3 by id"; "all"
};

/// InvalidArgument when it does not say which, or says it in two ways.
core::Result<LetterChoice> choiceOf(const api::LetterSelection& selection);

}  // namespace orderdeck::runtime
