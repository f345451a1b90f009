// What the fuzz targets ask for. A broken property ends the process, as a crash would, so that libFuzzer keeps the
// input that broke it.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "ports/http.h"

namespace orderdeck::fuzz {

/// Ends the process unless `holds`. `shown`: the value to look at.
void require(bool holds, std::string_view property, std::string_view shown = {});

/// An error that a person can read: it says something, and not at length.
void requireSentence(const core::Error& error);

/// A refusal as docs/contract/http.md describes it: whole problem+json with a known code that goes with the status. 500
/// is none.
void requireProblem(const ports::HttpReply& reply);

bool isUtf8(std::string_view text);

}  // namespace orderdeck::fuzz
