// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "trainer/evaluate/assessment.h"

namespace aeolian::trainer {

/** All results of one run of `aeolian evaluate`. */
struct Report {
  std::string created;              ///< UTC, ISO 8601
  std::vector<std::string> corpus;  ///< the sources as given, without the machine's folders
  const ReferenceAudio* reference = nullptr;
  RealWindows::Floors floors;
  AssessmentPlan plan;
  Steering steering;
  Eigen::Index windows = 0;  ///< on each side
  std::vector<Assessment> assessments;
};

/**
 * Writes the report for programs. `models[].figures` is keyed by the measures' stable names, each with
 * `value`, `by_seed`, `real`, `at_least`, `at_most` and `passes` where they exist; `format` increases when a
 * name changes its meaning.
 */
nlohmann::json to_json(const Report& report);

/**
 * Writes the report for people: Markdown tables with a row per measure and a column per model; missed targets
 * are marked.
 */
std::string to_markdown(const Report& report);

}  // namespace aeolian::trainer
