// SPDX-License-Identifier: GPL-3.0-or-later
// The handlers of the commands.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/control/presets.h"
#include "core/control/schedule.h"
#include "core/printable.h"
#include "core/tempo/tempo.h"
#include "core/version.h"
#include "protocols/osc/clients.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian::osc {
namespace {

/** A count clipped to OSC's i. */
template <class Count>
std::int32_t clamped(Count value) {
  constexpr auto largest = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp<Count>(value, 0, static_cast<Count>(largest)));
}

}  // namespace

void Commands::encoding_list(const Call& call) const {
  list(call, context_.parameters.encodings()->names());
}

void Commands::encoding_places(const Call& call) const {
  const auto bank = context_.parameters.encodings();
  std::vector<std::vector<Argument>> entries;
  for (std::size_t i = 0; i < bank->count(); ++i) {
    const auto [x, y] = bank->places()[i];
    entries.push_back({bank->names()[i], static_cast<float>(x), static_cast<float>(y)});
  }
  list(call, entries);
}

void Commands::seed_audio(const Call& call) const {
  const double start_s = call.number(1).value_or(0.);
  if (!std::isfinite(start_s) || start_s < 0.) {
    return call.refuse(Failure::wrong_value, "start_s must be a finite number of seconds from 0");
  }
  context_.instrument.prime(call.text(0), start_s, done_later(call));
}

void Commands::seed_audio_list(const Call& call) const {
  list(call, context_.instrument.sounds());
}

void Commands::model_load(const Call& call) const {
  context_.instrument.load_model(call.text(0), done_later(call));
}

void Commands::model_blend(const Call& call) const {
  context_.instrument.blend_model(call.text(0), *call.number(1), call.number(2), done_later(call));
}

void Commands::model_second(const Call& call) const {
  call.answer({context_.instrument.status().second,
               static_cast<float>(context_.parameters.number(ParameterId::model_weight))});
}

void Commands::model_list(const Call& call) const {
  list(call, context_.instrument.models());
}

void Commands::model_current(const Call& call) const {
  call.answer({context_.instrument.status().model});
}

void Commands::preset_load(const Call& call) const {
  done(call, context_.presets.load(source_, call.text(0), call.number(1)));
}

void Commands::preset_save(const Call& call) const {
  write_preset(call, context_.presets.keep(call.text(0)));
}

void Commands::preset_delete(const Call& call) const {
  write_preset(call, context_.presets.discard(call.text(0)));
}

void Commands::write_preset(const Call& call, const Presets::Name& name) const {
  if (!name) return call.refuse(name.error());
  const bool is_taken = do_later(
      call, [this, name = *name, answer = done_later(call)] { answer(context_.presets.write(name)); });
  if (!is_taken) context_.presets.give_up(*name);
}

void Commands::preset_list(const Call& call) const {
  list(call, context_.presets.names());
}

void Commands::preset_interpolate(const Call& call) const {
  const auto taken =
      context_.presets.interpolate(source_, call.text(0), call.text(1), *call.number(2), call.number(3));
  if (!taken) return call.refuse(taken.error());
  if (!taken->clipped) return;
  call.answer(
      {printable_message(call.text(0)), printable_message(call.text(1)), static_cast<float>(taken->value)});
}

void Commands::moment_save(const Call& call) const {
  do_later(call, [this, name = call.text(0), answer = done_later(call)] {
    answer(context_.instrument.save_moment(name));
  });
}

void Commands::moment_load(const Call& call) const {
  context_.instrument.load_moment(call.text(0), done_later(call));
}

void Commands::moment_delete(const Call& call) const {
  do_later(call, [this, name = call.text(0), answer = done_later(call)] {
    answer(context_.instrument.delete_moment(name));
  });
}

void Commands::moment_list(const Call& call) const {
  list(call, context_.instrument.moments());
}

void Commands::record_start(const Call& call) const {
  do_later(call, [this, name = call.text(0), answer = done_later(call)] {
    answer(context_.instrument.start_recording(name));
  });
}

void Commands::record_stop(const Call& call) const {
  recorded_later(call, [this] { return context_.instrument.stop_recording(); });
}

void Commands::record_last(const Call& call) const {
  recorded_later(call, [this, seconds = *call.number(0), name = call.text(1)] {
    return context_.instrument.record_last(seconds, name);
  });
}

/** Does `work` later, and answers with the recording. */
void Commands::recorded_later(const Call& call, std::function<Recorded()> work) const {
  do_later(call, [to = call.caller.kept(), done_path = prefix_ + "/done", command = call.path,
                  work = std::move(work)] {
    const auto report = work();
    if (!report) return to->fail(command, 0, code_of(report.error().kind), report.error().message);
    to->reply(
        {done_path,
         {command, std::int32_t{0}, report->name, std::to_string(report->frames), clamped(report->lost)}});
  });
}

void Commands::stream_start(const Call& call) const {
  done(call, context_.instrument.start_streams());
}

void Commands::stream_stop(const Call& call) const {
  done(call, context_.instrument.stop_streams());
}

void Commands::stream_status(const Call& call) const {
  std::vector<std::vector<Argument>> entries;
  for (const StreamReport& stream : context_.instrument.streams()) {
    entries.push_back({stream.mount, stream.state, std::to_string(stream.bytes), clamped(stream.reconnects),
                       static_cast<float>(stream.lost_s), printable_message(stream.why)});
  }
  list(call, entries);
}

void Commands::midi_learn(const Call& call) const {
  context_.instrument.learn_midi(std::string(below_prefix(call.text(0))), done_later(call));
}

void Commands::midi_save(const Call& call) const {
  do_later(call, [this, answer = done_later(call)] { answer(context_.instrument.save_midi()); });
}

void Commands::midi_list(const Call& call) const {
  std::vector<std::vector<Argument>> entries;
  for (const auto& binding : context_.instrument.midi_bindings())
    entries.push_back({binding.source, binding.path, binding.mode, printable_message(binding.values),
                       std::int32_t{binding.uses_pickup}});
  list(call, entries);
}

void Commands::midi_forget(const Call& call) const {
  done(call, context_.instrument.forget_midi(std::string(below_prefix(call.text(0)))));
}

void Commands::midi_range(const Call& call) const {
  const auto curve = call.text(3);
  done(call, context_.instrument.scale_midi(std::string(below_prefix(call.text(0))), *call.number(1),
                                            *call.number(2), curve.empty() ? "linear" : curve));
}

void Commands::midi_recent(const Call& call) const {
  constexpr std::ptrdiff_t most = 50;
  const auto all = context_.instrument.midi_messages(0);
  const double after = *call.number(0);
  auto first = std::ranges::find_if(
      all, [after](const MidiReport& message) { return static_cast<double>(message.number) > after; });
  if (first == all.end() && !all.empty()) --first;
  first = std::max(first, all.end() - std::min(most, std::ssize(all)));
  std::vector<Message> replies;
  for (; first != all.end(); ++first)
    replies.push_back(
        {call.path, {clamped(first->number), first->received, printable_message(first->effect)}});
  if (replies.empty()) replies.push_back({call.path, {std::int32_t{0}, std::string(), std::string()}});
  call.caller.reply_together(replies);
}

void Commands::config_reload(const Call& call) const {
  context_.instrument.reload_configuration(done_later(call));
}

void Commands::guard(const Call& call) const {
  if (call.values.empty()) return call.answer({std::int32_t{context_.instrument.guard()}});
  context_.instrument.set_guard(*call.number(0) != 0.);
}

void Commands::schedule(const Call& call) const {
  Schedule& schedule = context_.instrument.schedule();
  if (call.values.empty()) return call.answer({std::int32_t{schedule.is_on()}});
  schedule.set_on(*call.number(0) != 0.);
}

void Commands::schedule_add(const Call& call) const {
  const auto number = context_.instrument.schedule().add(call.text(0));
  if (!number) return call.refuse(number.error());
  done(call, {clamped(*number)});
}

void Commands::schedule_remove(const Call& call) const {
  const double number = std::clamp(*call.number(0), 0., static_cast<double>(Schedule::most_entries) + 1.);
  done(call, context_.instrument.schedule().remove(static_cast<std::size_t>(number)));
}

void Commands::schedule_clear(const Call& call) const {
  done(call, {clamped(context_.instrument.schedule().clear())});
}

void Commands::schedule_list(const Call& call) const {
  std::vector<std::vector<Argument>> entries;
  for (const auto& [text, from_configuration] : context_.instrument.schedule().lines()) {
    const auto number = static_cast<std::int32_t>(entries.size() + 1);
    entries.push_back({number, text, std::string(from_configuration ? "configuration" : "added")});
  }
  list(call, entries);
}

void Commands::schedule_next(const Call& call) const {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto next = context_.instrument.schedule().next(now);
  if (!next) return call.answer({std::string(), std::string()});
  call.answer({local_text(next->at), next->what});
}

Message Commands::status() const {
  const auto report = context_.instrument.status();
  return {prefix_ + std::string(status_reply_path),
          {report.state, report.load_mean, report.load_peak, static_cast<float>(report.rate_nominal),
           static_cast<float>(report.rate_measured), clamped(report.underruns), clamped(report.uptime_s),
           report.model, report.device}};
}

void Commands::answer_status(const Call& call) const {
  call.caller.reply(status());
}

/**
 * The metrics with a single value; those of a stream or a channel have its name at their end. Histograms are
 * available by HTTP.
 */
std::vector<Metric> Commands::figures() const {
  auto metrics = context_.instrument.metrics();
  std::erase_if(metrics, [](const Metric& metric) { return metric.kind == Metric::Kind::histogram; });
  for (Metric& metric : metrics) {
    const std::string& label = metric.label.value;
    if (!label.empty()) metric.name += label.front() == '/' ? label : '/' + label;
  }
  return metrics;
}

std::array<Message, all_meters.size()> meter_messages(std::string_view prefix,
                                                      const ControlContext& context) {
  const auto levels = context.instrument.levels();
  const HeardReport heard = context.instrument.heard();
  const SoundDescription& sound = heard.sound;
  const auto names = context.parameters.encodings()->names();
  const MusicalMoment now = context.instrument.tempo().at(BeatTime::clock::now());
  const bool has_name = heard.nearest >= 0 && heard.nearest < std::ssize(names);
  const std::string nearest = has_name ? names[static_cast<std::size_t>(heard.nearest)] : "";
  std::array<Message, all_meters.size()> messages{
      Message{{},
              {levels.both.peak_db, levels.both.rms_db, levels.left.peak_db, levels.left.rms_db,
               levels.right.peak_db, levels.right.rms_db}},
      Message{{}, {levels.bands_db.begin(), levels.bands_db.end()}},
      Message{{},
              {sound.level_db, heard.presence, sound.onset_rate, sound.pitch_hz, sound.salience,
               sound.pulse_hz, sound.pulse_clarity, nearest, heard.likeness, heard.familiarity,
               std::int32_t{heard.is_phrase}, std::int32_t{heard.is_turn}, heard.remembered_s}},
      Message{{},
              {std::int32_t{now.bar()}, std::int32_t{now.beat_in_bar()}, static_cast<float>(now.phase()),
               static_cast<float>(now.tempo), std::string(name_of(now.leader))}}};
  for (std::size_t i = 0; i < messages.size(); ++i)
    messages[i].path = std::string(prefix) + std::string(command_spec(all_meters[i].id).path);
  for (const SoundLevel& level : levels.further)
    messages[0].arguments.insert(messages[0].arguments.end(), {level.peak_db, level.rms_db});
  return messages;
}

void Commands::meter(const Call& call) const {
  const auto messages = meter_messages(prefix_, context_);
  const auto found = std::ranges::find(messages, call.path, &Message::path);
  if (found != messages.end()) call.caller.reply(*found);
}

void Commands::metrics(const Call& call) const {
  const auto metrics = figures();
  const auto count = static_cast<std::int32_t>(metrics.size());
  std::vector<Message> all{{call.path + "/start", {count}}};
  for (const auto& metric : metrics) {
    all.push_back({call.path + "/" + metric.name, {static_cast<float>(metric.value)}});
  }
  all.push_back({call.path + "/end", {count}});
  call.caller.reply_together(all);
}

void Commands::metric(std::string_view name, const Call& call) const {
  if (!call.caller.may_cause(figure_work)) return;
  const auto metrics = figures();
  const auto found = std::ranges::find(metrics, name, &Metric::name);
  if (found == metrics.end()) {
    return call.refuse(Failure::not_found, prefix_ + "/metrics lists the metrics");
  }
  if (!call.values.empty()) return call.refuse(Failure::wrong_value, "a metric takes no value");
  call.answer({static_cast<float>(found->value)});
}

void Commands::notify(const Call& call) const {
  const double port = call.number(1).value_or(0.);
  const double hz = call.number(2).value_or(0.);
  const double meters_hz = call.number(3).value_or(0.);
  if (!(port >= 0. && port <= 65535.) || !(hz >= 0.) || !(meters_hz >= 0.)) {
    return call.refuse(Failure::wrong_value,
                       "the port must be from 0 to 65535, and hz and meters_hz at least 0");
  }
  if (*call.number(0) == 0.) {
    call.caller.unsubscribe();
    return done(call, std::vector<Argument>{});
  }
  const NotifyRequest wanted{static_cast<std::uint16_t>(port), std::min(hz, Clients::fastest_hz),
                             std::min(meters_hz, Clients::fastest_meters_hz)};
  if (const auto refusal = call.caller.subscribe(wanted)) return call.refuse(*refusal);
  std::vector<Argument> in_force{static_cast<std::int32_t>(port), static_cast<float>(wanted.hz),
                                 static_cast<std::int32_t>(Clients::lease.count())};
  if (wanted.meters_hz > 0.) in_force.emplace_back(static_cast<float>(wanted.meters_hz));
  done(call, std::move(in_force));
}

void Commands::notify_confirm(const Call& call) const {
  if (!call.caller.confirm(call.text(0))) {
    return call.refuse(Failure::not_found, "this machine has not been sent such a token, or it has expired");
  }
  done(call, std::vector<Argument>{});
}

void Commands::token(const Call& call) const {
  if (!call.caller.unlock(call.text(0))) {
    return call.refuse(Failure::forbidden,
                       "that is not the osc_token in aeoliand.toml, which is for OSC over UDP");
  }
  done(call, std::vector<Argument>{});
}

void Commands::sync(const Call& call) const {
  const double number = *call.number(0);
  if (!(std::abs(number) <= std::numeric_limits<std::int32_t>::max())) {
    return call.refuse(Failure::wrong_value, "the value must be a 32-bit whole number");
  }
  is_taken(call, files_->when_done([to = call.caller.kept(), path = prefix_ + "/synced",
                                    id = static_cast<std::int32_t>(number)] {
    to->reply({path, {id}});
  }));
}

void Commands::ping(const Call& call) const {
  call.caller.reply({prefix_ + "/pong", {}});
}

void Commands::version(const Call& call) const {
  call.answer({std::string(AEOLIAN_VERSION)});
}

}  // namespace aeolian::osc
