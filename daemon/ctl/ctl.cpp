#include "daemon/ctl/ctl.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <vector>

#include "daemon/ctl/osc_client.h"
#include "daemon/ctl/typed_value.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using Clock = OscClient::Clock;
using Silence = OscClient::Silence;
using Messages = std::vector<OscMessage>;
using nlohmann::ordered_json;

/** How long the instrument may take to answer anything at all. */
constexpr auto patience = 2s;
/** Learning takes 10 s at most. */
constexpr auto learning_patience = 12s;
/** A large model on a slow disk. */
constexpr auto loading_patience = 2min;
/** How often a watch renews its lease, which is a minute long. */
constexpr auto renewal = 20s;

constexpr std::array status_names{"state",     "load_mean", "load_peak", "rate_nominal", "rate_measured",
                                  "underruns", "uptime_s",  "model",     "device"};

std::string words(std::span<const OscArgument> values) {
  std::string line;
  for (const auto& value : values) {
    line += (line.empty() ? "" : " ") + text_of(value);
  }
  return line;
}

/** Floats as one reads them: 0.1, and not 0.10000000149. */
ordered_json json_of(const OscArgument& value) {
  return std::visit(
      [](const auto& plain) -> ordered_json {
        using Type = std::decay_t<decltype(plain)>;
        if constexpr (std::is_same_v<Type, float>) {
          return ordered_json::parse(text_of(plain), nullptr, false);
        } else if constexpr (std::is_same_v<Type, OscOther>) {
          return nullptr;
        } else {
          return plain;
        }
      },
      value);
}

/** One errand to the instrument. */
class Errand {
 public:
  Errand(const CtlOptions& options, OscClient& client, std::ostream& out, std::ostream& err)
      : options_(options), client_(client), out_(out), err_(err) {}

  int run() {
    using Task = CtlOptions::Task;
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
        return command(options_.path, typed(), loading_patience);
      case Task::status:
        return status();
      case Task::metrics:
        return metrics();
      case Task::paths:
        break;
    }
    return ctl_exit::bad_usage;
  }

 private:
  std::string full(std::string_view path) const { return options_.prefix + std::string(path); }

  std::vector<OscArgument> typed() const {
    std::vector<OscArgument> values;
    for (const auto& value : options_.values) {
      // A name stays a text, whatever it looks like; only a glide stands behind one.
      const bool is_name = options_.task == CtlOptions::Task::command && values.empty();
      values.push_back(is_name ? OscArgument(value) : typed_value(value));
    }
    return values;
  }

  int no_answer(Silence silence) {
    err_ << "aeolian-ctl: " << options_.host << " port " << options_.port
         << (silence == Silence::refused ? ": nobody listens there" : ": no answer")
         << "; is aeoliand running, with this --osc-port?\n";
    return ctl_exit::no_answer;
  }

  /** Tells a /fail; whether the message was one. */
  bool was_refused(const OscMessage& message) {
    if (message.path != full("/fail")) {
      return false;
    }
    const std::string text = message.arguments.empty() ? "refused" : text_of(message.arguments.back());
    err_ << "aeolian-ctl: " << text << '\n';
    return true;
  }

  bool is_done_of(const OscMessage& message, std::string_view path) const {
    return message.path == full("/done") && message.arguments.size() >= 2 &&
           text_of(message.arguments[0]) == full(path);
  }

  /** Sends `message` and a /sync behind it; all that comes before the /synced. */
  tl::expected<Messages, Silence> exchange(const OscMessage& message) {
    client_.send(message);
    client_.send({full("/sync"), {std::int32_t{1}}});
    Messages replies;
    const auto deadline = Clock::now() + patience;
    while (true) {
      auto reply = client_.receive(deadline);
      if (!reply) {
        return tl::unexpected(reply.error());
      }
      if (reply->path == full("/synced")) {
        return replies;
      }
      replies.push_back(std::move(*reply));
    }
  }

  /** The same, where a refusal has been told and is nothing to go on with: then the exit code. */
  tl::expected<Messages, int> ask(const OscMessage& message) {
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

  int get() {
    const auto replies = ask({full("/get"), {options_.path}});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      if (reply.path != full(options_.path)) {
        continue;
      }
      if (!options_.json) {
        out_ << words(reply.arguments) << '\n';
        continue;
      }
      ordered_json answer{{"path", options_.path}, {"values", ordered_json::array()}};
      for (const auto& value : reply.arguments) {
        answer["values"].push_back(json_of(value));
      }
      out_ << answer.dump() << '\n';
    }
    return ctl_exit::done;
  }

  int set() {
    const auto replies = ask({full(options_.path), typed()});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      out_ << words(reply.arguments) << '\n';
    }
    return ctl_exit::done;
  }

  /** What ends with a /done, perhaps long after it was begun. */
  int command(const std::string& path, std::vector<OscArgument> values, Clock::duration longest) {
    const auto begun = ask({full(path), std::move(values)});
    if (!begun) {
      return begun.error();
    }
    const auto deadline = Clock::now() + longest;
    for (std::size_t i = 0;; ++i) {
      auto reply = i < begun->size() ? (*begun)[i] : client_.receive(deadline);
      if (!reply) {
        return no_answer(reply.error());
      }
      if (was_refused(*reply)) {
        return ctl_exit::refused;
      }
      if (is_done_of(*reply, path)) {
        const auto answer = words(std::span(reply->arguments).subspan(2));
        if (!answer.empty()) {
          out_ << answer << '\n';
        }
        return ctl_exit::done;
      }
    }
  }

  int learn() {
    err_ << "aeolian-ctl: move what is to steer " << options_.path << '\n';
    const int learned = command("/midi/learn", {options_.path}, learning_patience);
    return learned == ctl_exit::done && options_.save ? command("/midi/save", {}, patience) : learned;
  }

  int list() {
    const auto replies = ask({full(options_.path), {}});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      if (reply.path == full(options_.path) + "/name") {
        out_ << words(reply.arguments) << '\n';
      }
    }
    return ctl_exit::done;
  }

  int status() {
    const auto replies = ask({full("/status"), {}});
    if (!replies) {
      return replies.error();
    }
    for (const auto& reply : *replies) {
      if (reply.path == full("/status.reply")) {
        ordered_json figures;
        for (std::size_t i = 0; i < std::min(status_names.size(), reply.arguments.size()); ++i) {
          figures[status_names[i]] = json_of(reply.arguments[i]);
        }
        print(figures);
      }
    }
    return ctl_exit::done;
  }

  int metrics() {
    const auto replies = ask({full("/metrics"), {}});
    if (!replies) {
      return replies.error();
    }
    const std::string begin = full("/metrics/");
    ordered_json figures = ordered_json::object();
    for (const auto& reply : *replies) {
      const bool is_frame = reply.path == begin + "start" || reply.path == begin + "end";
      if (reply.path.starts_with(begin) && !is_frame && !reply.arguments.empty()) {
        figures[reply.path.substr(begin.size())] = json_of(reply.arguments.front());
      }
    }
    print(figures);
    return ctl_exit::done;
  }

  void print(const ordered_json& figures) {
    if (options_.json) {
      out_ << figures.dump() << '\n';
      return;
    }
    for (const auto& [name, value] : figures.items()) {
      out_ << name << ' ' << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    }
  }

  int watch() {
    auto next_renewal = Clock::now();
    auto last_word = Clock::now();
    // News comes with each period; the status is always part of it.
    const auto longest_silence = patience + std::chrono::duration_cast<Clock::duration>(1s / options_.hz);
    while (true) {
      if (Clock::now() >= next_renewal) {
        client_.send({full("/notify"), {std::int32_t{1}, std::int32_t{0}, static_cast<float>(options_.hz)}});
        next_renewal = Clock::now() + renewal;
      }
      const auto news = client_.receive(std::min(next_renewal, last_word + longest_silence));
      if (news) {
        last_word = Clock::now();
        if (was_refused(*news)) {
          return ctl_exit::refused;
        }
        show(*news);
      } else if (news.error() == Silence::interrupted) {
        client_.send({full("/notify"), {std::int32_t{0}}});
        return ctl_exit::done;
      } else if (news.error() == Silence::refused || Clock::now() >= last_word + longest_silence) {
        return no_answer(news.error());
      }
    }
  }

  void show(const OscMessage& news) {
    if (!news.path.starts_with(options_.prefix + "/") || news.path == full("/done")) {
      return;
    }
    const auto path = news.path.substr(options_.prefix.size());
    const bool wanted = options_.values.empty()
                            ? path != "/status.reply"
                            : std::ranges::find(options_.values, path) != options_.values.end();
    if (wanted) {
      out_ << path << ' ' << words(news.arguments) << std::endl;
    }
  }

  const CtlOptions& options_;
  OscClient& client_;
  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace

int run_ctl(const CtlOptions& options, std::ostream& out, std::ostream& err) {
  if (options.task == CtlOptions::Task::paths) {
    for (const auto& row : OscCommands::address_space()) {
      out << row.path << '\n';
    }
    return ctl_exit::done;
  }
  auto client = OscClient::open(options.host, options.port);
  if (!client) {
    err << "aeolian-ctl: " << client.error().message << '\n';
    return ctl_exit::no_answer;
  }
  return Errand(options, **client, out, err).run();
}

}  // namespace aeolian
