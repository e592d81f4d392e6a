// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/known_files.h"

#include <cmath>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include "core/atomic_file.h"

namespace aeolian::trainer {

namespace {

constexpr std::string_view known_files_magic = "AEOKNOW1";
constexpr FileKind known_files_kind{"an index of sound files", [](std::string_view beginning) {
                                      return beginning.starts_with(known_files_magic);
                                    }};

/** A record as stored in the file. */
struct Record {
  ContentDigest file, content;
  std::int32_t sample_rate, reserved;
  double seconds;
};
static_assert(sizeof(Record) == 48);

/** The maximum number of records kept. */
constexpr std::size_t most_records = 1'000'000;

constexpr std::time_t settled_s = 2;

ContentDigest identity_of(const struct stat& status) {
  Digester digester;
  for (const std::int64_t part :
       {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
        static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(status.st_mtim.tv_sec),
        static_cast<std::int64_t>(status.st_mtim.tv_nsec), static_cast<std::int64_t>(status.st_ctim.tv_sec),
        static_cast<std::int64_t>(status.st_ctim.tv_nsec)})
    digester.add(part);
  return digester.digest();
}

}  // namespace

KnownFiles::KnownFiles(std::filesystem::path file) : file_(std::move(file)) {
  records_ = read();
}

KnownFiles::Records KnownFiles::read() const {
  const auto bytes = read_whole_file(file_, known_files_magic.size() + (most_records + 1) * sizeof(Record));
  return bytes ? parse(*bytes).value_or(Records{}) : Records{};
}

std::optional<KnownFiles::Records> KnownFiles::parse(std::string_view bytes) {
  std::uint64_t checksum = 0;
  const std::size_t around = known_files_magic.size() + sizeof checksum;
  if (bytes.size() < around || (bytes.size() - around) % sizeof(Record) != 0) return std::nullopt;
  std::memcpy(&checksum, bytes.data() + bytes.size() - sizeof checksum, sizeof checksum);
  bytes.remove_suffix(sizeof checksum);
  if (!bytes.starts_with(known_files_magic) || checksum_of(bytes) != checksum) return std::nullopt;
  Records records;
  for (bytes.remove_prefix(known_files_magic.size()); !bytes.empty(); bytes.remove_prefix(sizeof(Record))) {
    Record record{};
    std::memcpy(&record, bytes.data(), sizeof record);
    if (record.sample_rate <= 0 || !(record.seconds > 0) || !std::isfinite(record.seconds)) continue;
    records.insert_or_assign(record.file, KnownContent{record.content, record.sample_rate, record.seconds});
  }
  return records;
}

std::optional<KnownContent> KnownFiles::find(const struct stat& status) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(identity_of(status));
  if (found == records_.end()) return std::nullopt;
  return found->second;
}

void KnownFiles::add(const struct stat& status, const KnownContent& content) {
  const std::time_t settled = std::time(nullptr) - settled_s;
  if (status.st_mtim.tv_sec >= settled || status.st_ctim.tv_sec >= settled) return;
  const std::lock_guard lock(mutex_);
  has_changed_ |= records_.emplace(identity_of(status), content).second;
}

ErrorOr<void> KnownFiles::save() {
  const std::lock_guard lock(mutex_);
  if (!has_changed_) return {};
  Records all = records_;
  all.merge(read());
  if (all.size() > most_records) all = records_;
  std::string bytes(known_files_magic);
  for (const auto& [file, content] : all) {
    const Record record{file, content.digest, content.sample_rate, 0, content.seconds};
    bytes.append(reinterpret_cast<const char*>(&record), sizeof record);
  }
  const std::uint64_t checksum = checksum_of(bytes);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  auto file = AtomicFile::create(file_, known_files_kind, 0600);
  if (!file) return tl::unexpected(file.error());
  if (auto written = file->write(std::as_bytes(std::span(bytes))); !written) return written;
  has_changed_ = false;
  return file->commit();
}

}  // namespace aeolian::trainer
