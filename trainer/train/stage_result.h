// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"
#include "core/model/description.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** The finished codec as bytes, for ranks that go on from it. */
std::string codec_to_bytes(const Codec& codec, const ModelDescription& description);

/**
 * The codec of these bytes; `description.latent_size` becomes that of the codec. Refused if it is no codec of
 * the other sizes in `description`.
 */
ErrorOr<Codec> codec_from_bytes(const std::string& bytes, ModelDescription& description);

}  // namespace aeolian::trainer
