// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/service/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "core/printable.h"
#include "daemon/service/flood_limit.h"

namespace aeolian::daemon {
namespace {

std::string_view journal_level(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return SD_DEBUG;
    case spdlog::level::warn:
      return SD_WARNING;
    case spdlog::level::err:
      return SD_ERR;
    case spdlog::level::critical:
      return SD_CRIT;
    default:
      return SD_INFO;
  }
}

std::string printable_payload(const spdlog::details::log_msg& message) {
  return printable_message({message.payload.data(), message.payload.size()});
}

/** Writes each message as one line with its level, so that a name from outside cannot forge a message. */
class JournalFormat final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& buffer) override {
    buffer.append(journal_level(message.level));
    buffer.append(printable_payload(message));
    buffer.push_back('\n');
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<JournalFormat>(); }
};

/** Like spdlog's format for terminals, but without characters that would control the terminal. */
class TerminalFormat final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& buffer) override {
    const std::string text = printable_payload(message);
    spdlog::details::log_msg shown = message;
    shown.payload = text;
    pattern_.format(shown, buffer);
    message.color_range_start = shown.color_range_start;
    message.color_range_end = shown.color_range_end;
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<TerminalFormat>(); }

 private:
  spdlog::pattern_formatter pattern_;
};

/** As in systemd.exec(5): the variable may be inherited by processes whose stderr is not the journal. */
bool stderr_is_the_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat file {};
  return stream != nullptr && fstat(STDERR_FILENO, &file) == 0 &&
         stream == fmt::format("{}:{}", file.st_dev, file.st_ino);
}

std::shared_ptr<spdlog::sinks::sink> make_sink() {
  if (!stderr_is_the_journal()) {
    const char* plain = std::getenv("NO_COLOR");  // https://no-color.org
    const bool wants_plain = plain != nullptr && *plain != '\0';
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
        wants_plain ? spdlog::color_mode::never : spdlog::color_mode::automatic);
    sink->set_formatter(std::make_unique<TerminalFormat>());
    return sink;
  }
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_formatter(std::make_unique<JournalFormat>());
  return sink;
}

}  // namespace

void open_log() {
  auto sink = std::make_shared<FloodLimit>(make_sink(), FloodLimit::Limits{});
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("aeoliand", std::move(sink)));
}

void sum_up_floods() {
  spdlog::default_logger_raw()->flush();
}

}  // namespace aeolian::daemon
