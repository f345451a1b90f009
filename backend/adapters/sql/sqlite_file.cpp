#include "adapters/sql/sqlite_file.h"

#include <sys/stat.h>

namespace orderdeck::adapters::sql {

SqliteFile::SqliteFile(std::string path) : m_path(std::move(path)), m_opened(identities()) {}

bool SqliteFile::onlyTheLogIsGone() const {
  const auto now = identities();
  return now[0] && now[0] == m_opened[0] && m_opened[1] && !now[1];
}

std::array<SqliteFile::Identity, 3> SqliteFile::identities() const {
  std::array<Identity, 3> found;
  std::size_t i = 0;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat now{};
    if (::stat((m_path + suffix).c_str(), &now) == 0) found[i] = std::pair(now.st_dev, now.st_ino);
    ++i;
  }
  return found;
}

}  // namespace orderdeck::adapters::sql
