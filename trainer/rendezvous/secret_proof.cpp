// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/secret_proof.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace aeolian::trainer {

namespace {

constexpr std::size_t challenge_size = 32;

}  // namespace

std::string new_challenge() {
  std::string bytes(challenge_size, '\0');
  for (std::size_t have = 0; have < bytes.size();) {
    const auto more = ::getrandom(bytes.data() + have, bytes.size() - have, 0);
    if (more > 0) have += static_cast<std::size_t>(more);
    if (more < 0 && errno != EINTR) std::abort();  // a guessable challenge would be worse
  }
  return bytes;
}

std::string proof_of(std::string_view secret, Prover prover, std::string_view challenge_of_zero,
                     std::string_view challenge_of_other) {
  std::string text = prover == Prover::rank_zero ? "aeolian rank 0 " : "aeolian rank n ";
  for (const auto challenge : {challenge_of_zero, challenge_of_other}) {
    text += std::to_string(challenge.size()) + ":";
    text += challenge;
  }
  unsigned char proof[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), proof, &size);
  return {reinterpret_cast<const char*>(proof), size};
}

bool is_same_proof(std::string_view a, std::string_view b) {
  return !a.empty() && a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace aeolian::trainer
