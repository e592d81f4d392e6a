// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace aeolian::trainer {

/** The side of a connection that proves what it knows. */
enum class Prover { rank_zero, other_rank };

/** 32 random bytes, never used twice. */
std::string new_challenge();

/**
 * Proves the knowledge of `secret` without telling it: HMAC-SHA256 (RFC 2104) of the prover's role and of the
 * challenges of both sides, 32 bytes. Roles differ, so that a proof cannot be sent back as one's own.
 */
std::string proof_of(std::string_view secret, Prover prover, std::string_view challenge_of_zero,
                     std::string_view challenge_of_other);

/** Whether two proofs are the same, in a time that does not depend on where they differ. */
bool is_same_proof(std::string_view a, std::string_view b);

}  // namespace aeolian::trainer
