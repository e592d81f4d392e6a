// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/ctl.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/control/commands.h"
#include "core/printable.h"
#include "daemon/ctl/known_path.h"
#include "daemon/ctl/osc_client.h"
#include "daemon/ctl/typed_value.h"
#include "daemon/ctl/watch_table.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/button.h"
#include "protocols/osc/clients.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian::ctl {
namespace {

using namespace std::chrono_literals;
using Clock = OscClient::Clock;
using Silence = OscClient::Silence;
using Messages = std::vector<osc::Message>;
using nlohmann::ordered_json;

/** Maximum time for any answer. */
constexpr auto patience = 2s;
constexpr auto longest_file_work = 10s;  // before a request that waits for it is given up
/** Interval between requests for MIDI messages. */
constexpr auto monitor_interval = 100ms;
/** Interval at which a watch renews its lease, which lasts a minute. */
constexpr auto renewal = 20s;

constexpr std::array status_names{"state",     "load_mean", "load_peak", "rate_nominal", "rate_measured",
                                  "underruns", "uptime_s",  "model",     "device"};

/** Converts a value, with floats as people write them: 0.1 instead of 0.10000000149. */
ordered_json json_of(const osc::Argument& value) {
  return std::visit(
      [](const auto& plain) -> ordered_json {
        using Type = std::decay_t<decltype(plain)>;
        if constexpr (std::is_same_v<Type, float>) {
          return ordered_json::parse(text_of(plain), nullptr, false);
        } else if constexpr (std::is_same_v<Type, osc::OtherArgument>) {
          return nullptr;
        } else {
          return plain;
        }
      },
      value);
}

/**
 * Formats JSON on one line; bytes that are not UTF-8 become a replacement character. If a character would not
 * be printed as it is, everything beyond ASCII is escaped as in JSON, so that a reader gets the same text
 * back.
 */
std::string line_of(const ordered_json& json) {
  const auto dump = [&json](bool ascii) {
    return json.dump(-1, ' ', ascii, ordered_json::error_handler_t::replace);
  };
  const auto line = dump(false);
  return printable(line) == line ? line : dump(true);
}

/** One request to the instrument. */
class Invocation {
 public:
  Invocation(const Options& options, OscClient& client, std::ostream& out, std::ostream& err)
      : options_(options), client_(client), out_(out), err_(err) {}

  int run() {
    using Task = Options::Task;
    if (client_.is_far()) {
      if (const auto greeted = greet(); greeted != ctl_exit::done) return greeted;
    }
    switch (options_.task) {
      case Task::get:
        return get();
      case Task::set:
        return set();
      case Task::watch:
        return watch();
      case Task::learn:
        return learn();
      case Task::list:
        return list();
      case Task::command:
        return command(*command_, typed());
      case Task::status:
        return status();
      case Task::metrics:
        return metrics();
      case Task::monitor:
        return monitor();
      case Task::paths:
        break;
    }
    return ctl_exit::bad_usage;
  }

 private:
  /**
   * Prints one line of the answer. All output goes through here or complain(), because the text may come from
   * anywhere.
   */
  void print(std::string_view line) { out_ << printable(line) << '\n'; }
  void complain(std::string_view line) {
    leave_table();
    err_ << "aeolian-ctl: " << printable(line) << '\n';
  }
  void leave_table() {
    if (table_) out_ << WatchTable::end() << std::flush;
    table_.reset();
  }

  std::string full(std::string_view path) const { return options_.prefix + std::string(path); }

  /** A name stays a text, even if it looks like a number. */
  std::vector<osc::Argument> typed() const {
    std::vector<osc::Argument> values;
    for (const auto& value : options_.values) {
      const std::size_t i = values.size();
      const bool may_be_switch = known_ ? known_->takes_switch(i) : is_pattern_;
      if (may_be_switch && (value == "on" || value == "off")) {
        values.emplace_back(value == "on");
      } else {
        values.push_back(known_ && known_->takes_text(i) ? osc::Argument(value) : typed_value(value));
      }
    }
    return values;
  }

  int refuse(std::string_view why) {
    complain(why);
    return ctl_exit::refused;
  }

  int no_answer(Silence silence) {
    if (silence == Silence::interrupted) {
      complain("interrupted; the request may still be carried out");
      return ctl_exit::interrupted;
    }
    complain(options_.host + " port " + std::to_string(options_.port) +
             (silence == Silence::refused ? ": nothing is listening there" : ": no answer") +
             "; is aeoliand running, with this --osc-port?");
    return ctl_exit::no_answer;
  }

  /**
   * If the message is a /fail, prints it, with similar paths if the path does not exist; returns whether it
   * was one.
   */
  bool was_refused(const osc::Message& message) {
    if (message.path != full("/fail")) {
      return false;
    }
    std::string text = message.arguments.empty() ? "refused" : text_of(message.arguments.back());
    const bool is_unknown =
        !known_ && !is_pattern_ && options_.path.size() > 1 && !options_.path.starts_with(metrics_path);
    if (is_unknown && text.find("did you mean") == std::string::npos)
      text += "; " + nearest_paths(options_.path);
    refuse(text);
    return true;
  }

  bool is_done_of(const osc::Message& message, std::string_view path) const {
    return message.path == full("/done") && message.arguments.size() >= 2 &&
           text_of(message.arguments[0]) == full(path);
  }

  static std::string_view path_of(CommandId id) { return command_spec(id).path; }

  /**
   * Sends `message` followed by /sync; returns everything that comes before /synced. Waits longer if the
   * instrument is there: it may still be writing a file.
   */
  tl::expected<Messages, Silence> exchange(const osc::Message& message) {
    client_.send(message);
    constexpr std::int32_t mark = 0x61656f6c;  // a value unlikely to be sent by a person
    client_.send({full(path_of(CommandId::sync)), {mark}});
    Messages replies;
    const auto latest = Clock::now() + longest_file_work;
    auto deadline = Clock::now() + patience / 2;
    bool has_pinged = false;
    while (true) {
      auto reply = client_.receive(deadline);
      if (!reply && reply.error() == Silence::timed_out && !has_pinged) {
        has_pinged = true;
        client_.send({full(path_of(CommandId::ping)), {}});
        deadline = Clock::now() + patience / 2;
        continue;
      }
      if (!reply) {
        return tl::unexpected(reply.error());
      }
      if (has_pinged && reply->path == full("/pong")) {
        deadline = latest;
        continue;
      }
      if (*reply == osc::Message{full("/synced"), {mark}}) {
        return replies;
      }
      replies.push_back(std::move(*reply));
    }
  }

  /** Does the same, but prints a refusal and returns the exit code instead. */
  tl::expected<Messages, int> ask(const osc::Message& message) {
    auto replies = exchange(message);
    if (!replies) {
      return tl::unexpected(no_answer(replies.error()));
    }
    for (const auto& reply : *replies) {
      if (was_refused(reply)) {
        return tl::unexpected(ctl_exit::refused);
      }
    }
    return std::move(*replies);
  }

  /**
   * Makes this program known to another machine, which would otherwise send it only short replies, and
   * perhaps let it look only.
   */
  int greet() {
    // A long reply makes the server ask for confirmation of this address.
    if (const auto known = exchange({full(path_of(CommandId::metrics)), {}}); !known)
      return no_answer(known.error());
    const char* token = std::getenv("AEOLIAN_OSC_TOKEN");
    if (!token) return ctl_exit::done;
    const auto unlocked = ask({full(path_of(CommandId::token)), {std::string(token)}});
    return unlocked ? ctl_exit::done : unlocked.error();
  }

  int get() {
    const bool is_command = known_ && known_->kind == KnownPath::Kind::command;
    if (is_command && !known_->is_query) {
      return refuse(options_.path + " is a command and has no value; send it with aeolian-ctl set " +
                    options_.path);
    }
    if (command_ && command_->id == CommandId::status) return status();
    if (command_ && command_->id == CommandId::metrics) return metrics();
    if (known_ && known_->is_list) return list();
    const bool asks_itself = is_command || options_.path.starts_with(metrics_path);
    const auto replies = ask(asks_itself ? osc::Message{full(options_.path), {}}
                                         : osc::Message{full(path_of(CommandId::get)), {options_.path}});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      const bool is_answer = reply.path == full(options_.path) ||
                             (command_ && command_->id == CommandId::ping && reply.path == full("/pong"));
      if (is_answer) return show_value(reply.arguments);
    }
    return refuse(options_.path + " was not answered");
  }

  int show_value(std::span<const osc::Argument> values) {
    if (!options_.json) {
      print(words_of(values));
      return ctl_exit::done;
    }
    ordered_json answer{{"path", options_.path}, {"values", ordered_json::array()}};
    for (const auto& value : values) {
      answer["values"].push_back(json_of(value));
    }
    print(line_of(answer));
    return ctl_exit::done;
  }

  int set() {
    if (known_ && known_->ends_done) return command(*command_, typed());
    if (known_ && known_->is_query && options_.values.empty()) return get();
    const auto replies = ask({full(options_.path), typed()});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      print(words_of(reply.arguments));
    }
    return ctl_exit::done;
  }

  /** Runs a command that ends with a /done, perhaps much later; the release of a button begins nothing. */
  int command(const CommandSpec& command, std::vector<osc::Argument> values) {
    const bool is_released_button = osc::button_of(command.takes, values) == false;
    const auto begun = ask({full(command.path), std::move(values)});
    if (!begun) {
      return begun.error();
    }
    if (is_released_button) return ctl_exit::done;
    const auto deadline = Clock::now() + command.longest;
    for (std::size_t i = 0;; ++i) {
      auto reply = i < begun->size() ? (*begun)[i] : client_.receive(deadline);
      if (!reply && reply.error() == Silence::timed_out) {
        complain(std::string(command.path) + " was accepted, but did not finish within " +
                 std::to_string(command.longest.count()) + " s");
        return ctl_exit::no_answer;
      }
      if (!reply) {
        return no_answer(reply.error());
      }
      if (was_refused(*reply)) {
        return ctl_exit::refused;
      }
      if (is_done_of(*reply, command.path)) {
        const auto answer = words_of(std::span(reply->arguments).subspan(2));
        if (!answer.empty()) {
          print(answer);
        }
        return ctl_exit::done;
      }
    }
  }

  int learn() {
    if (!known_) return refuse("there is no path " + options_.path + "; " + nearest_paths(options_.path));
    if (known_->kind == KnownPath::Kind::command) {
      return refuse(options_.path +
                    " is a command, not a parameter: MIDI can be bound to parameters and to actions that "
                    "move them, such as /panic");
    }
    if (!known_->is_learned) {
      return refuse(options_.path + " takes " + std::string(known_->takes) + ": bind it in the mapping file");
    }
    complain("move the MIDI control for " + options_.path);
    const int learned = command(command_spec(CommandId::midi_learn), {options_.path});
    const bool goes_on = learned == ctl_exit::done && options_.save;
    return goes_on ? command(command_spec(CommandId::midi_save), {}) : learned;
  }

  int list() {
    std::vector<std::vector<osc::Argument>> entries;
    std::string count = "all";
    for (std::int32_t from = 1; from > 0;) {
      const auto page = ask({full(options_.path), {from}});
      if (!page) return page.error();
      for (const auto& reply : *page) {
        if (reply.path == full(options_.path) + "/name") entries.push_back(reply.arguments);
      }
      count = told_count(*page);
      from = next_page(*page, from);
    }
    auto json = ordered_json::array();
    for (const auto& entry : entries) {
      auto values = ordered_json::array();
      for (const auto& value : entry) values.push_back(json_of(value));
      json.push_back(values.size() == 1 ? values[0] : values);
      if (!options_.json) print(words_of(entry));
    }
    if (options_.json) print(line_of(json));
    return all_came(count, entries.size());
  }

  /** The first entry of the next page, from /more; 0 = `page` is the last one, or /more does not advance. */
  std::int32_t next_page(const Messages& page, std::int32_t from) const {
    const auto more = std::ranges::find(page, full(options_.path) + "/more", &osc::Message::path);
    if (more == page.end() || more->arguments.empty()) return 0;
    const auto* next = std::get_if<std::int32_t>(&more->arguments[0]);
    return next && *next > from ? *next : 0;
  }

  /** The number of entries, from the /end among `replies`; "all" = it is missing. */
  std::string told_count(const Messages& replies) const {
    const auto end = std::ranges::find(replies, full(options_.path) + "/end", &osc::Message::path);
    return end == replies.end() || end->arguments.empty() ? "all" : text_of(end->arguments[0]);
  }

  /** Checks that `came` equals the announced `count`, because packets may get lost. */
  int all_came(const std::string& count, std::size_t came) {
    if (count == std::to_string(came)) return ctl_exit::done;
    complain("only " + std::to_string(came) + " of " + count + " arrived; try again");
    return ctl_exit::no_answer;
  }

  /** Prints MIDI messages and their effects as they arrive. */
  int monitor() {
    constexpr std::int32_t newest = std::numeric_limits<std::int32_t>::max();
    std::optional<std::int32_t> last;
    while (out_) {
      const auto replies = ask({full(options_.path), {last.value_or(newest)}});
      if (!replies) return replies.error() == ctl_exit::interrupted ? ctl_exit::done : replies.error();
      for (const auto& reply : *replies) {
        if (reply.path != full(options_.path) || reply.arguments.size() < 3) continue;
        const auto* const number = std::get_if<std::int32_t>(&reply.arguments[0]);
        if (!number) continue;
        if (last && *number > *last)
          print(text_of(reply.arguments[1]) + " -> " + text_of(reply.arguments[2]));
        last = *number;
      }
      out_.flush();
      const auto pause = client_.receive(Clock::now() + monitor_interval);
      if (!pause && pause.error() == Silence::interrupted) break;
    }
    return ctl_exit::done;
  }

  int status() {
    const auto replies = ask({full(path_of(CommandId::status)), {}});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      if (reply.path == full(status_reply_path)) {
        ordered_json figures;
        for (std::size_t i = 0; i < std::min(status_names.size(), reply.arguments.size()); ++i) {
          figures[status_names[i]] = json_of(reply.arguments[i]);
        }
        print_figures(figures);
        return ctl_exit::done;
      }
    }
    return refuse(std::string(path_of(CommandId::status)) + " was not answered");
  }

  int metrics() {
    const auto replies = ask({full(path_of(CommandId::metrics)), {}});
    if (!replies) {
      return replies.error();
    }
    const std::string begin = full(metrics_path);
    ordered_json figures = ordered_json::object();
    std::size_t came = 0;
    for (const auto& reply : *replies) {
      const bool is_frame = reply.path == begin + "start" || reply.path == begin + "end";
      if (reply.path.starts_with(begin) && !is_frame && !reply.arguments.empty()) {
        figures[reply.path.substr(begin.size())] = json_of(reply.arguments.front());
        ++came;
      }
    }
    print_figures(figures);
    return all_came(told_count(*replies), came);
  }

  void print_figures(const ordered_json& figures) {
    if (options_.json) {
      print(line_of(figures));
      return;
    }
    for (const auto& [name, value] : figures.items()) {
      print(name + ' ' + (value.is_string() ? value.get<std::string>() : line_of(value)));
    }
  }

  /** The reason why `path` would never be reported; empty = it would be. */
  static std::string why_not_watched(const std::string& path) {
    if (path == status_reply_path) return {};
    const auto known = find_path(path);
    if (!known) return "there is no path " + path + "; " + nearest_paths(path);
    if (known->kind == KnownPath::Kind::parameter) return {};
    if (known->kind == KnownPath::Kind::command) return path + " is a command and has no value to watch";
    return path + " only moves a parameter: watch " + std::string(known->moves);
  }

  int watch() {
    for (const auto& path : options_.values) {
      if (const auto why = why_not_watched(path); !why.empty()) return refuse(why);
    }
    const char* plain = std::getenv("NO_COLOR");  // https://no-color.org
    if (options_.values.empty() && isatty(STDOUT_FILENO) == 1) table_.emplace(!plain || *plain == '\0');
    const int code = follow();
    leave_table();
    return code;
  }

  /** Prints or draws what arrives, until there is a reason to end. */
  int follow() {
    std::vector<osc::Argument> wanted{std::int32_t{1}, std::int32_t{0}, static_cast<float>(options_.hz)};
    if (table_) wanted.emplace_back(static_cast<float>(osc::Clients::fastest_meters_hz));
    auto next_renewal = Clock::now();
    auto last_word = Clock::now();
    // Updates come every period, and always include the status.
    const auto longest_silence = patience + std::chrono::duration_cast<Clock::duration>(1s / options_.hz);
    while (true) {
      if (Clock::now() >= next_renewal) {
        client_.send({full(path_of(CommandId::notify)), wanted});
        next_renewal = Clock::now() + renewal;
      }
      const auto news = client_.receive(std::min(next_renewal, last_word + longest_silence));
      if (news) {
        last_word = Clock::now();
        if (was_refused(*news)) {
          return ctl_exit::refused;
        }
        show(*news);
      }
      if (!out_ || (!news && news.error() == Silence::interrupted)) {
        client_.send({full(path_of(CommandId::notify)), {std::int32_t{0}}});
        return ctl_exit::done;
      }
      if (!news && (news.error() == Silence::refused || Clock::now() >= last_word + longest_silence)) {
        return no_answer(news.error());
      }
    }
  }

  void show(const osc::Message& news) {
    if (!news.path.starts_with(options_.prefix + "/") || news.path == full("/done")) {
      return;
    }
    const auto path = news.path.substr(options_.prefix.size());
    if (table_) return draw(path, news.arguments);
    const bool wanted = options_.values.empty()
                            ? path != status_reply_path
                            : std::ranges::find(options_.values, path) != options_.values.end();
    if (wanted) {
      print(path + ' ' + words_of(news.arguments));
      out_.flush();
    }
  }

  void draw(const std::string& path, std::span<const osc::Argument> values) {
    table_->take(path, values);
    // Each of these is the last message of an update.
    if (path != status_reply_path && path != path_of(CommandId::spectrum)) return;
    winsize size{};
    constexpr std::size_t usual_height = 24;
    const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    out_ << table_->drawn(is_known ? size.ws_row : usual_height) << std::flush;
  }

  const Options& options_;
  const std::optional<KnownPath> known_ = find_path(options_.path);
  const CommandSpec* const command_ = find_command(options_.path);
  const bool is_pattern_ = osc::is_address_pattern(options_.path);
  OscClient& client_;
  std::ostream& out_;
  std::ostream& err_;
  std::optional<WatchTable> table_;  ///< of a watch on a terminal
};

}  // namespace

int run_ctl(const Options& options, std::ostream& out, std::ostream& err) {
  if (options.task == Options::Task::paths) {
    for (const auto& row : osc::Commands::address_space()) {
      out << row.path << '\n';
    }
    return ctl_exit::done;
  }
  auto client = OscClient::open(options.host, options.port);
  if (!client) {
    err << "aeolian-ctl: " << printable(client.error().message) << '\n';
    return ctl_exit::no_answer;
  }
  return Invocation(options, **client, out, err).run();
}

}  // namespace aeolian::ctl
