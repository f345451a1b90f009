// A PostgreSQL connection string taken apart, so that no part of it is misread and its password is never shown. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace orderdeck::ports {

/// Parameters by their names in libpq: host, port, dbname, user, password, ...
using PostgresParameters = std::map<std::string, std::string>;

/// Both forms that libpq takes: "host=... password='...'" and postgresql://USER:PASSWORD@HOST:PORT/DATABASE?NAME=VALUE
/// (PostgreSQL's documentation, 34.1.1). InvalidArgument says what is wrong with it, as "it must ..."
/// would go on, and shows nothing of it.
core::Result<PostgresParameters> parsePostgresDsn(std::string_view dsn);

/// The names and addresses that it names; a socket's folder is none.
std::vector<std::string> hostsOf(const PostgresParameters& parameters);

/// As "name='value' ...". libpq reads it back to the same parameters.
std::string encodePostgresDsn(const PostgresParameters& parameters);

/// The connection string as anybody may read it. Text that is no connection string becomes "(not shown)".
std::string withoutPassword(std::string_view dsn);

}  // namespace orderdeck::ports
