// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/evaluate.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/printable.h"
#include "trainer/cli/progress.h"
#include "trainer/corpus/corpus.h"
#include "trainer/evaluate/baselines.h"
#include "trainer/evaluate/out_of_domain.h"
#include "trainer/evaluate/page.h"
#include "trainer/evaluate/report.h"
#include "trainer/page/page.h"

namespace aeolian::trainer {
namespace {

std::string utc_now() {
  const auto now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

/** Numbers models of the same name. */
void name_apart(std::vector<Assessment>& assessments) {
  for (std::size_t i = 1; i < assessments.size(); ++i) {
    const std::string name = assessments[i].name;
    const auto taken = [&](const std::string& candidate) {
      return std::any_of(assessments.begin(), assessments.begin() + static_cast<std::ptrdiff_t>(i),
                         [&](const Assessment& a) { return a.name == candidate; });
    };
    for (int n = 2; taken(assessments[i].name); ++n) assessments[i].name = name + "-" + std::to_string(n);
  }
}

ErrorOr<void> evaluate(const EvaluateOptions& options, Progress& progress) {
  if (options.page)
    if (const auto writable = check_page_path(*options.page); !writable) return writable;
  const auto first = read_checkpoint(options.checkpoint);
  if (!first) return fail(first.error().message);
  const FrontEnd& front_end = first->description.front_end;
  // All are judged at the first one's rate: if another model lacks the highest frequencies, that counts
  // against it.
  std::vector<Performer> performers;
  std::vector<std::string> paths{options.checkpoint.string()};
  for (const auto& other : options.against) paths.push_back(other.string());
  for (const std::string& path : paths) {
    auto performer = Performer::open(path, front_end.sample_rate, options.steering);
    if (!performer) return fail(performer.error().message);
    performers.push_back(*std::move(performer));
  }
  progress.update({.stage = "reading", .done = 0});
  const auto corpus =
      read_corpus(options.paths, {front_end.sample_rate, options.keep_silence, Channels::stereo});
  if (!corpus) return fail(corpus.error().message);
  for (const FileReport& file : corpus->files)
    if (!file.skipped.empty()) progress.say(to_string(file));

  std::vector<OutOfDomainPrompt> unlike;
  for (std::size_t i = 0; i < options.unlike.size(); ++i) {
    auto sound = read_unlike_sound(options.unlike[i], options.unlike_without_folders[i],
                                   front_end.sample_rate, static_cast<std::size_t>(options.plan.seeds));
    if (!sound) return fail("--unlike " + options.unlike[i] + ": " + sound.error().message);
    unlike.push_back(*std::move(sound));
  }

  const ReferenceAudio reference(*corpus, front_end.frame_rate(), options.plan.seconds);
  Report report;
  report.created = utc_now();
  report.corpus = options.paths_without_folders;
  report.reference = &reference;
  report.plan = options.plan;
  report.steering = options.steering;
  report.windows = window_count(reference, options.plan);
  report.floors = reference.real().floors(report.windows);
  for (const Performer& performer : performers) {
    progress.update({.stage = performer.name(), .done = 0});
    const auto show = [&](double done) { progress.update({.stage = performer.name(), .done = done}); };
    StereoComparer stereo(performer.checkpoint().description.front_end, *corpus, options.plan);
    report.assessments.push_back(
        assess(performer, reference, report.floors, options.plan, unlike, show,
               [&](std::size_t seed, std::span<const StereoFrame> frames) { stereo.add(seed, frames); }));
    report.assessments.back().stereo = stereo.bands();
    progress.finish_stage();
  }
  const auto show = [&](double done) { progress.update({.stage = "baselines", .done = done}); };
  for (Assessment& baseline :
       assess_baselines(performers.front(), reference, report.floors, options.plan, show))
    report.assessments.push_back(std::move(baseline));
  progress.finish_stage();
  name_apart(report.assessments);
  if (options.page) {
    const auto page = make_page(report);
    if (!page) return fail(page.error().message);
    if (auto written = write_html_page(*options.page, *page); !written) return written;
    progress.say(printable(options.page->string()) + " is written");
  }
  if (options.json) {
    std::cout << to_json(report).dump(2) << '\n';
  } else {
    std::cout << to_markdown(report);
  }
  return {};
}

}  // namespace

int run_evaluate(const EvaluateOptions& options) {
  Progress progress;
  if (auto done = evaluate(options, progress); !done) {
    progress.say(printable("aeolian evaluate: " + done.error().message));
    return 1;
  }
  return 0;
}

}  // namespace aeolian::trainer
