#pragma once

#include <memory>
#include <string>

#include "core/control/encoding_bank.h"
#include "core/error.h"
#include "core/generator/source.h"
#include "daemon/options.h"

namespace aeolian {

/** What plays, and what it can be asked for by name. */
struct Subject {
  std::unique_ptr<Source> source;
  EncodingBank encodings;
  std::string name;  ///< for people: base name of the checkpoint, or of the test tone
};

/** The voice of the checkpoint, or the test tone, that the options ask for. */
ErrorOr<Subject> make_source(const Options& options);

}  // namespace aeolian
