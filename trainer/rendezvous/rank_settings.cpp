// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rank_settings.h"

#include <optional>
#include <utility>

#include "core/input_file.h"
#include "core/parse_number.h"

namespace aeolian::trainer {

namespace {

constexpr std::size_t shortest_secret = 16, longest_secret = 4096;
constexpr const char* secret_variable = "AEOLIAN_RANKS_SECRET";

/**
 * Ports for Slurm's jobs begin here and depend on the job's number, so that two jobs on one machine do not
 * collide.
 */
constexpr int slurm_first_port = 29500, slurm_ports = 1000;

std::string text_of(const Environment& environment, const char* name) {
  const char* const value = environment(name);
  return value ? value : "";
}

ErrorOr<int> number_of(const Environment& environment, const char* name, const char* launcher, int low,
                       int high) {
  const std::string text = text_of(environment, name);
  const auto number = parse_number<int>(text);
  if (number && *number >= low && *number <= high) return *number;
  return fail("--ranks " + std::string(launcher) + ": the environment variable " + name +
              (text.empty() ? " is not set; start it with " + std::string(launcher) +
                                  ", or give --ranks N, --rank R and --join HOST:PORT"
                            : " is " + text + ", which is not a number from " + std::to_string(low) + " to " +
                                  std::to_string(high)));
}

/** "host:29500", "192.0.2.1:29500" or "[2001:db8::1]:29500". */
ErrorOr<void> set_address(const std::string& text, RankSettings& settings) {
  const auto colon = text.rfind(':');
  const auto port =
      colon == text.npos ? std::nullopt : parse_number<int>(std::string_view(text).substr(colon + 1));
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!port || *port < 1 || *port > 65535 || host.empty())
    return fail("--join takes HOST:PORT, such as 192.0.2.1:29500, not " + text);
  settings.host = host;
  settings.port = static_cast<std::uint16_t>(*port);
  return {};
}

/**
 * Takes the number of ranks, the rank, and the local rank from the variables that `launcher` sets; the last
 * may be missing.
 */
ErrorOr<void> take_numbers(const Environment& environment, const char* launcher, const char* all,
                           const char* own, const char* local, RankSettings& settings) {
  const auto ranks = number_of(environment, all, launcher, 1, most_ranks);
  if (!ranks) return tl::unexpected(ranks.error());
  const auto rank = number_of(environment, own, launcher, 0, *ranks - 1);
  if (!rank) return tl::unexpected(rank.error());
  settings.ranks = *ranks;
  settings.rank = *rank;
  if (text_of(environment, local).empty()) return {};
  const auto local_rank = number_of(environment, local, launcher, 0, *ranks - 1);
  if (!local_rank) return tl::unexpected(local_rank.error());
  settings.local_rank = *local_rank;
  return {};
}

ErrorOr<void> take_torchrun(const Environment& environment, RankSettings& settings) {
  if (auto taken = take_numbers(environment, "torchrun", "WORLD_SIZE", "RANK", "LOCAL_RANK", settings);
      !taken)
    return taken;
  auto port = number_of(environment, "MASTER_PORT", "torchrun", 1, 65534);
  if (!port) return tl::unexpected(port.error());
  // torchrun itself listens on that port, as this variable says.
  if (text_of(environment, "TORCHELASTIC_USE_AGENT_STORE") == "True") ++*port;
  settings.host = text_of(environment, "MASTER_ADDR");
  settings.port = static_cast<std::uint16_t>(*port);
  settings.origin = "torchrun's RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT";
  return {};
}

ErrorOr<void> take_slurm(const Environment& environment, RankSettings& settings) {
  if (auto taken =
          take_numbers(environment, "slurm", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_LOCALID", settings);
      !taken)
    return taken;
  std::string list = text_of(environment, "SLURM_STEP_NODELIST");
  if (list.empty()) list = text_of(environment, "SLURM_JOB_NODELIST");
  settings.host = list.empty() ? text_of(environment, "SLURM_LAUNCH_NODE_IPADDR") : first_host(list);
  const auto job = parse_number<std::uint32_t>(text_of(environment, "SLURM_JOB_ID"));
  settings.port = static_cast<std::uint16_t>(slurm_first_port + job.value_or(0) % slurm_ports);
  settings.origin = "Slurm's SLURM_PROCID, SLURM_NTASKS and list of nodes";
  return {};
}

ErrorOr<void> take_options(const RankChoice& choice, RankSettings& settings) {
  settings.ranks = parse_number<int>(choice.ranks).value_or(1);
  settings.rank = choice.rank.value_or(0);
  settings.origin = "--ranks, --rank and --join";
  if (settings.ranks == 1) return {};
  if (!choice.rank) return fail("--ranks " + choice.ranks + " needs --rank R, the number of this process");
  if (choice.join.empty())
    return fail("--ranks " + choice.ranks + " needs --join HOST:PORT, the address of rank 0");
  return {};
}

/** Reads the first line of the file, or the variable. */
ErrorOr<std::string> read_secret(const RankChoice& choice, const Environment& environment) {
  std::string secret = text_of(environment, secret_variable), place = secret_variable;
  if (choice.secret_file) {
    place = choice.secret_file->string();
    const auto file = open_input(*choice.secret_file);
    if (!file) return fail("--secret-file " + place + " " + file.error().message);
    auto text = read_beginning(*file, longest_secret);
    if (!text) return fail("--secret-file " + place + " " + text.error().message);
    secret = text->substr(0, text->find_first_of("\r\n"));
  }
  if (secret.size() >= shortest_secret) return secret;
  return fail(
      place + (secret.empty() ? " contains no secret" : " contains a secret that is too short") +
      "; ranks identify each other by a secret of at least " + std::to_string(shortest_secret) +
      " characters: make one with `openssl rand -hex 32 > FILE`, and give all ranks --secret-file FILE, or " +
      secret_variable);
}

}  // namespace

std::string first_host(std::string_view list) {
  const auto bracket = list.find('['), comma = list.find(',');
  if (bracket == list.npos || comma < bracket) return std::string(list.substr(0, comma));
  const auto close = list.find(']', bracket);
  const auto inside = list.substr(bracket + 1, close == list.npos ? list.npos : close - bracket - 1);
  std::string host(list.substr(0, bracket));
  host += inside.substr(0, inside.find_first_of(",-"));
  if (close != list.npos) host += list.substr(close + 1, list.find(',', close) - close - 1);
  return host;
}

ErrorOr<RankSettings> resolve_ranks(const RankChoice& choice, const Environment& environment) {
  RankSettings settings;
  settings.sync_every = choice.sync_every;
  settings.backend = choice.backend;
  const auto taken = choice.ranks == "torchrun" ? take_torchrun(environment, settings)
                     : choice.ranks == "slurm"  ? take_slurm(environment, settings)
                                                : take_options(choice, settings);
  if (!taken) return tl::unexpected(taken.error());
  if (choice.rank) settings.rank = *choice.rank;
  if (settings.rank >= settings.ranks)
    return fail("--rank " + std::to_string(settings.rank) + ": ranks are numbered from 0 to " +
                std::to_string(settings.ranks - 1));
  if (settings.ranks == 1) return settings;
  if (!choice.join.empty())
    if (auto set = set_address(choice.join, settings); !set) return tl::unexpected(set.error());
  if (settings.host.empty())
    return fail("--ranks " + choice.ranks + ": " + settings.origin +
                " do not say where rank 0 is; add --join HOST:PORT");
  auto secret = read_secret(choice, environment);
  if (!secret) return tl::unexpected(secret.error());
  settings.secret = *std::move(secret);
  return settings;
}

}  // namespace aeolian::trainer
