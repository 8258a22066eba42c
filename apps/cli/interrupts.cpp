#include "apps/cli/interrupts.h"

#include <csignal>

namespace fovea::apps {

namespace {

volatile std::sig_atomic_t caught = 0;

}  // namespace

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    std::signal(signal, [](int number) {
      caught = 1;
      std::signal(number, SIG_DFL);
    });
  }
}

bool interrupted() { return caught != 0; }

}  // namespace fovea::apps
