#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/control/instrument.h"
#include "core/control/parameters.h"
#include "protocols/osc/message.h"

namespace aeolian {

/** Codes of `/fail s:command i:id i:code s:text`. */
enum class OscFailure : std::int32_t { syntax = 400, not_found = 404, wrong_value = 406, too_many = 429 };

/** Whoever sent a command. */
class OscCaller {
 public:
  virtual ~OscCaller() = default;

  virtual void reply(const OscMessage& message) = 0;
  virtual void fail(std::string_view command, OscFailure code, std::string text) = 0;

  /** Sends further replies to `port` of the caller's machine. False = too many callers have asked for that.
   */
  virtual bool redirect(std::uint16_t port) = 0;
  virtual void redirect_no_more() = 0;
};

/**
 * The OSC address space over the parameter registry: one path a parameter, which is set where a value is
 * given and otherwise answered, and the commands beside it. Sets are silent unless they fail or are clipped.
 * Replies avoid the types h, d, T and F, which Pure Data does not read: seeds go out as decimal strings,
 * toggles as integers. One thread at a time.
 */
class OscCommands {
 public:
  using Status = std::function<StatusReport()>;

  /** `prefix` stands before every path, as "/aeolian". */
  OscCommands(std::string prefix, Parameters& parameters, Parameters::Source source, Status status);

  /** Does what `message` asks for; answers and complaints go to `caller`. */
  void run(const OscMessage& message, OscCaller& caller);

  const std::string& prefix() const { return prefix_; }

 private:
  /** A message on its way through: the whole path (as replies bear it), the arguments, and who asks. */
  struct Call {
    const std::string& path;
    std::span<const OscArgument> arguments;
    OscCaller& caller;

    void answer(std::vector<OscArgument> values) const { caller.reply({path, std::move(values)}); }
    void refuse(OscFailure code, std::string text) const { caller.fail(path, code, std::move(text)); }
    void refuse_types(std::string_view wanted) const;
  };
  struct Command {
    std::string_view path;
    void (OscCommands::*run)(const Call&);
  };
  static const Command commands[];

  void parameter(const ParameterSpec& spec, const Call& call);
  void number(const ParameterSpec& spec, const Call& call);
  void seed(const Call& call);
  void random_seed(const Call& call);
  void encoding(const Call& call);
  void encoding_by_name(const Call& call);
  void encoding_vector(const Call& call);
  void encoding_between(const Call& call);
  void encoding_list(const Call& call);
  void status(const Call& call);
  void notify(const Call& call);
  void sync(const Call& call);
  void ping(const Call& call);
  void version(const Call& call);

  /** Tells the caller about a refusal; gives the change where there was none. */
  static std::optional<Change> checked(const Parameters::Taken& taken, const Call& call);

  std::string prefix_;
  Parameters& parameters_;
  Parameters::Source source_;
  Status status_;
};

}  // namespace aeolian
