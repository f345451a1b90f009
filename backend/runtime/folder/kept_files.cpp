#include "runtime/folder/kept_files.h"

#include <filesystem>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/private_file.h"

namespace orderdeck::runtime {

bool KeptFiles::isIntact(const std::string& path, const File& file) {
  struct stat now{};
  const struct stat& then = file.written;
  return then.st_ino != 0 && ::lstat(path.c_str(), &now) == 0 && now.st_ino == then.st_ino &&
         now.st_dev == then.st_dev && now.st_size == then.st_size && now.st_ctim.tv_sec == then.st_ctim.tv_sec &&
         now.st_ctim.tv_nsec == then.st_ctim.tv_nsec;
}

core::Result<void> KeptFiles::write(const std::string& path, File& file) {
  file.written.st_ino = 0;
  if (auto made = core::makePrivateDir(std::filesystem::path(path).parent_path().string()); !made) return made;
  if (auto written = core::writePrivateFile(path, file.text); !written) return written;
  if (::lstat(path.c_str(), &file.written) != 0) file.written.st_ino = 0;  // removed again: the next look finds out
  return {};
}

core::Result<void> KeptFiles::put(const std::string& path, std::string text) {
  const std::lock_guard lock(m_mutex);
  File& file = m_files[path];
  if (file.text == text && file.written.st_ino != 0) return {};  // whether it still does is restore()'s to see
  file.text = std::move(text);
  return write(path, file);
}

std::vector<std::string> KeptFiles::restore() {
  std::vector<std::string> written;
  const std::lock_guard lock(m_mutex);
  for (auto& [path, file] : m_files) {
    if (isIntact(path, file)) continue;
    const auto done = write(path, file);
    const std::string trouble = done ? "" : done.error().what;
    if (done)
      written.push_back(path);
    else if (trouble != file.trouble)
      spdlog::error("{}", trouble);
    file.trouble = trouble;
  }
  return written;
}

}  // namespace orderdeck::runtime
