// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/training_log.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "core/atomic_file.h"
#include "core/output_file.h"
#include "trainer/cli/format.h"

namespace aeolian::trainer {
namespace {

constexpr double line_interval_s = 1;
constexpr double half_a_digit_s = 5e-4;  // of the seconds, as written
constexpr std::size_t largest_log = std::size_t{1} << 30;

constexpr std::string_view header = "seconds,phase,step,loss,held_out_loss,speed\n";
constexpr std::string_view object_beginning = "{\"seconds\":";

constexpr FileKind csv_kind{"the log of a training",
                            [](std::string_view beginning) { return beginning.starts_with(header); }};
constexpr FileKind json_kind{
    "a training log", [](std::string_view beginning) { return beginning.starts_with(object_beginning); }};

ErrorOr<FileKind> kind_of(const std::filesystem::path& path) {
  if (path.extension() == ".csv") return csv_kind;
  if (path.extension() == ".jsonl") return json_kind;
  return fail(path.string() + ": the name of a log must end with .csv or .jsonl (one JSON object per line)");
}

std::string number(const char* pattern, std::optional<double> value) {
  return value && std::isfinite(*value) ? format(pattern, *value) : std::string();
}

std::string csv_line(const LogLine& line) {
  return number("%.3f,", line.seconds) + line.phase + "," + (line.step > 0 ? std::to_string(line.step) : "") +
         "," + number("%.6g", line.loss) + "," + number("%.6g", line.held_out_loss) + "," +
         number("%.4g", line.speed) + "\n";
}

std::string json_line(const LogLine& line) {
  return std::string(object_beginning) + number("%.3f", line.seconds) + ",\"phase\":\"" + line.phase + "\"" +
         (line.step > 0 ? ",\"step\":" + std::to_string(line.step) : "") +
         number(",\"loss\":%.6g", line.loss) + number(",\"held_out_loss\":%.6g", line.held_out_loss) +
         number(",\"speed\":%.4g", line.speed) + "}\n";
}

/** The length of the header and of all complete lines up to `seconds`, bytes. */
std::size_t length_until(double seconds, std::string_view text, bool is_csv) {
  std::size_t kept = is_csv ? header.size() : 0;
  if (text.size() < kept) return 0;
  for (auto end = text.find('\n', kept); end != text.npos; end = text.find('\n', kept)) {
    const auto begin = kept + (is_csv ? 0 : object_beginning.size());
    double at = 0;
    const auto [rest, error] = std::from_chars(text.data() + std::min(begin, end), text.data() + end, at);
    if (error != std::errc() || at > seconds + half_a_digit_s) break;
    kept = end + 1;
  }
  return kept;
}

}  // namespace

ErrorOr<void> check_log_path(const std::filesystem::path& path) {
  const auto kind = kind_of(path);
  if (!kind) return tl::unexpected(kind.error());
  return output_path(path, *kind).map([](const auto&) {});
}

TrainingLog::TrainingLog(std::filesystem::path path, FileDescriptor file)
    : path_(std::move(path)), is_csv_(path_.extension() == ".csv"), file_(std::move(file)) {}

ErrorOr<TrainingLog> TrainingLog::open(const std::filesystem::path& path, std::optional<double> resumed_at) {
  const auto kind = kind_of(path);
  if (!kind) return tl::unexpected(kind.error());
  auto file = resumed_at ? open_output_at_its_end(path, *kind) : open_output(path, *kind);
  if (!file) return tl::unexpected(file.error());
  TrainingLog log(path, *std::move(file));
  std::size_t kept = 0;
  if (resumed_at) {
    const auto text = read_whole_file(path, largest_log);
    if (!text) return fail(path.string() + " cannot be continued: it " + text.error().message);
    kept = length_until(*resumed_at, *text, log.is_csv_);
    const auto length = static_cast<off_t>(kept);
    if (::ftruncate(*log.file_, length) != 0 || ::lseek(*log.file_, length, SEEK_SET) < 0)
      return fail(path.string() + " cannot be continued: " + std::generic_category().message(errno));
  }
  if (kept == 0 && log.is_csv_)
    if (auto begun = log.append(std::string(header)); !begun) return tl::unexpected(begun.error());
  return log;
}

ErrorOr<void> TrainingLog::write(const LogLine& line) {
  if (!line.held_out_loss && last_ && line.seconds - *last_ < line_interval_s) return {};
  last_ = line.seconds;
  return append(is_csv_ ? csv_line(line) : json_line(line));
}

ErrorOr<void> TrainingLog::append(const std::string& text) {
  for (std::string_view rest = text; !rest.empty();) {
    const auto written = ::write(*file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return fail(path_.string() + ": cannot be written: " + std::generic_category().message(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace aeolian::trainer
